import type { PageSetup } from '../../model/page-setup.ts';
import { setup } from '../setup.ts';

type Asked = NonNullable<PageSetup['request']>;

let about: Asked = setup.request ?? { method: 'GET', path: '/' };

/** The request that brought the document: policies look at it, and not at what the page sends to the gateway itself. */
export function requestOfPage(): Asked {
  return about;
}

/** A further document of the window was brought by another one. */
export function adoptRequest(next: PageSetup['request']): void {
  about = next ?? about;
}
