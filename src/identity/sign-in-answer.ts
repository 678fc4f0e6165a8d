import type { Inbound, Reply, Routed } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import type { HostMap } from '../model/host-map.ts';
import { isNative } from '../policy/user-agent.ts';
import { AGAIN_PATH } from './handoff-paths.ts';
import { NO_STORE } from './handoff-reply.ts';
import { readableBy, siblingOrigin } from './sibling-origin.ts';

/** What script and programs are told that have no session. */
export function signInAnswer(routed: Inbound & Pick<Routed, 'app'>, hosts: HostMap): Reply {
  const signIn = `https://${routed.authority}/`;
  const next = `https://${routed.authority}${AGAIN_PATH}`;
  // A mobile or desktop app cannot follow a sign-in, and has nothing else to tell its user.
  const written = routed.app.nativeClients?.message?.plain;
  const guidance = written ?? `${routed.app.name} is used in a web browser here: open ${signIn}`;
  const body = {
    error: 'sign_in_required',
    ...(isNative(headerValue(routed.headers, 'user-agent')) ? { guidance } : {}),
    signIn,
    next,
    exchangeId: routed.id,
  };
  return {
    status: 401,
    headers: [
      ['content-type', 'application/json; charset=utf-8'],
      ['sallyport-decision', 'sign-in'],
      ['www-authenticate', `Sallyport realm="sign-in", uri="${signIn}"`],
      ...NO_STORE,
      ...readableBy(siblingOrigin(routed, hosts)),
      ['access-control-expose-headers', 'sallyport-decision'],
    ],
    body: `${JSON.stringify(body)}\n`,
  };
}
