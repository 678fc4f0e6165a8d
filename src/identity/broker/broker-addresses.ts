import type { ProtectedApp } from '../../model/app.ts';
import type { HostMap } from '../../model/host-map.ts';
import { APP_LOGOUT_PATH, HANDOFF_PATH, SIGN_ON_PATH, SIGN_ON_POST_PATH } from '../handoff-paths.ts';

/** What an app is told of the gateway as its identity provider. */
export interface BrokerAddresses {
  /** On the sign-in host. */
  readonly metadataPath: string;
  /** The gateway's entity name towards the app, and the URL of its metadata. */
  readonly entityId: string;
  /** Where the app sends its users, the first host's first. */
  readonly signOn: readonly string[];
  /** The same for requests by POST. */
  readonly signOnPost: readonly string[];
  /** Where it sends messages of single logout, by either binding. */
  readonly logout: readonly string[];
}

/** `origin` is that of the sign-in host. */
export function brokerAddresses({ id, hosts }: ProtectedApp, origin: string, map: HostMap): BrokerAddresses {
  const metadataPath = `${HANDOFF_PATH}app/${id}`;
  const at = (path: string): string[] =>
    hosts.flatMap((host) => {
      const authority = map.suffixAuthority(host.origin);
      return authority === undefined ? [] : [`https://${authority}${path}`];
    });
  return {
    metadataPath,
    entityId: `${origin}${metadataPath}`,
    signOn: at(SIGN_ON_PATH),
    signOnPost: at(SIGN_ON_POST_PATH),
    logout: at(APP_LOGOUT_PATH),
  };
}
