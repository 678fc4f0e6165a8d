import { patchArguments, prototypeOf } from '../natives.ts';
import { withUrl } from '../url-argument.ts';
import { bridgeReadBack } from './read-back.ts';

/** The windows that a service worker knows, and what they tell it. */
export function bridgeClients(): void {
  patchArguments(prototypeOf('Clients'), 'openWindow', withUrl);
  patchArguments(prototypeOf('WindowClient'), 'navigate', withUrl);
  bridgeReadBack({ Client: ['url'], ExtendableMessageEvent: ['origin'] });
}
