import { apply, patchArguments, patchMethod, prototypeOf } from '../natives.ts';
import { toOrigin } from '../setup.ts';
import { withUrl } from '../url-argument.ts';
import { bridgeReadBack } from './read-back.ts';

/** What the platform tells of messages and of the session history. */
export function bridgeAddresses(): void {
  bridgeReadBack({
    MessageEvent: ['origin'],
    StorageEvent: ['url'],
    HashChangeEvent: ['oldURL', 'newURL'],
    NavigationHistoryEntry: ['url'],
    LaunchParams: ['targetURL'],
    PresentationConnection: ['url'],
    PasswordCredential: ['iconURL'],
    FederatedCredential: ['iconURL'],
  });
  for (const type of ['FeaturePolicy', 'PermissionsPolicy']) {
    patchArguments(prototypeOf(type), 'allowsFeature', (args) => withUrl(args, 1));
    patchMethod(
      prototypeOf(type),
      'getAllowlistForFeature',
      (native) =>
        function (this: unknown, ...args) {
          return (apply(native, this, args) as string[]).map(toOrigin);
        },
    );
  }
}
