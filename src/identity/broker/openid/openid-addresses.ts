import { HANDOFF_PATH } from '../../handoff-paths.ts';

/** Where an app asks on its own suffix hosts, once the browser is inside. */
export const AUTHORIZE_NAME = 'authorize';

/** Paths below an issuer. */
export const OPENID_PATHS = {
  discovery: '/.well-known/openid-configuration',
  authorize: '/authorize',
  token: '/token',
  jwks: '/jwks',
  userinfo: '/userinfo',
  revoke: '/revoke',
  endSession: '/end-session',
} as const;

/** The issuer of an app: one each, so that a code or a token of one app is never mistaken for another's. `origin`: that of the sign-in host. */
export function issuerOf(appId: string, origin: string): string {
  return `${origin}${HANDOFF_PATH}openid/${appId}`;
}
