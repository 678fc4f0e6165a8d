import type { ClientMetadata, Configuration } from 'oidc-provider';
import { type DevIdp, startDevIdp } from '../../src/demo/idp/dev-idp.ts';
import type { LocalCa } from '../../src/proxy/tls/local-ca.ts';
import { USERS } from './test-gateway.ts';

/** A provider that is not the gateway's: the organisation's own, which an app keeps. */
export const OWN_HOST = 'id.own.localhost';

/** Starts it with one client, whose metadata are in the words of oidc-provider. */
export async function startOwnProvider(
  port: number,
  ca: LocalCa,
  client: ClientMetadata,
  more: Configuration = {},
): Promise<DevIdp> {
  return startDevIdp({
    port,
    host: OWN_HOST,
    tls: await ca.issue([OWN_HOST]),
    client: { id: 'unused', secret: 'unused', redirectUris: [], postLogoutRedirectUris: [] },
    users: USERS,
    configure: (own) => ({ ...own, clients: [client], ...more }),
  });
}
