import type { Confinement } from '../model/app.ts';
import type { GatewayDocument } from './gateway-schema.ts';

/** How the pages of one app are confined: its own setting before the gateway's, and the hosts of both. */
export function resolvedConfinement(
  { gateway, providers }: GatewayDocument,
  app: GatewayDocument['apps'][number],
): { readonly confinement?: Confinement } {
  const confine = app.confine ?? gateway.confine;
  if (confine === false) return {};
  const provider = providers.find(({ id }) => id === app.provider);
  return {
    confinement: {
      mode: confine === 'report' ? 'report' : 'enforce',
      external: [...new Set([...gateway.external, ...app.external])],
      signIn: provider === undefined ? [] : signInOrigins(provider),
    },
  };
}

/** Where a provider signs users in, as far as its configuration tells. */
function signInOrigins(provider: GatewayDocument['providers'][number]): readonly string[] {
  const named = 'metadata' in provider ? [provider.metadata, provider.issuer] : [provider.issuer];
  const origins = named.flatMap((url) => {
    const parsed = url === undefined ? null : URL.parse(url);
    return parsed?.protocol === 'https:' ? [parsed.origin] : [];
  });
  return [...new Set(origins)];
}
