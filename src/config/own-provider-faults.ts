import type { ProtectedApp } from '../model/app.ts';
import { serializeOrigin } from '../model/host-map.ts';

/** A setting of an app's own provider that cannot work. */
export interface OwnProviderFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly fix: string;
}

/** `all` are the apps of the configuration: a provider that is mapped like one of them needs nothing of this. */
export function ownProviderFaults(
  { ownProvider, saml, oidc }: Pick<ProtectedApp, 'ownProvider' | 'saml' | 'oidc'>,
  all: readonly Pick<ProtectedApp, 'hosts'>[],
): readonly OwnProviderFault[] {
  if (!ownProvider) return [];
  const mapped = new Set(all.flatMap(({ hosts }) => hosts.map(({ origin }) => serializeOrigin(origin))));
  const faults: OwnProviderFault[] = ownProvider.endpoints.flatMap((url, at): OwnProviderFault[] => {
    const path = ['ownProvider', 'endpoints', at];
    if (/[?#]/.test(url))
      return [{ path, message: `${url} has a query or a fragment`, fix: 'leave out what follows the path' }];
    if (!mapped.has(new URL(url).origin)) return [];
    return [
      {
        path,
        message: `${url} is at a host that is mapped like an app’s`,
        fix: 'leave ownProvider out: its answers come back inside already',
      },
    ];
  });
  if (saml || oidc)
    faults.push({
      path: ['ownProvider'],
      message: 'the app has the gateway as its provider as well',
      fix: 'leave out one of the two',
    });
  return faults;
}
