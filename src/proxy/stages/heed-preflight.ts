import type { Permitted, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { askedAnonymously, isCrossOriginCors } from '../../rewrite/headers/asked-anonymously.ts';
import { fieldsToAskFor, isGivenLeave, needsPreflight } from '../../rewrite/headers/preflight.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import type { UpstreamView } from './rewrite-request.ts';

const KEPT: ReadonlySet<string> = new Set(['user-agent', 'accept-language', 'referer', 'sec-fetch-site']);

/**
 * Asks the app whether a page of another of its hosts may send a request, as its browser would have at home (Fetch standard,
 * 4.8). The browser's own preflight comes without a session, so the gateway grants that one itself. Gives the refusal, which
 * no script can read, where the app does not give leave.
 */
export async function heedPreflight(
  exchange: Permitted,
  view: UpstreamView,
  client: UpstreamClient,
  signal: AbortSignal,
): Promise<Reply | undefined> {
  const { app, host, method, headers, session } = exchange;
  const origin = headerValue(view.headers, 'origin');
  if (origin === undefined || method === 'OPTIONS' || !isCrossOriginCors(exchange)) return undefined;
  const question = { origin, method, fields: fieldsToAskFor(headers), withCookies: !askedAnonymously(exchange) };
  if (!needsPreflight(question)) return undefined;
  const answer = await client.send(app, host, {
    method: 'OPTIONS',
    target: view.target,
    headers: [
      ...view.headers.filter(([name]) => KEPT.has(name.toLowerCase())),
      ['accept', '*/*'],
      ['origin', origin],
      ['access-control-request-method', method],
      ...(question.fields.length > 0 ? [['access-control-request-headers', question.fields.join(',')] as const] : []),
      ['sec-fetch-mode', 'cors'],
      ['sec-fetch-dest', 'empty'],
    ],
    body: undefined,
    signal,
    onInformation: () => {},
    session,
  });
  answer.body.destroy();
  if (isGivenLeave(answer.status, answer.headers, question)) return undefined;
  return { status: 403, headers: [['cache-control', 'no-store']], body: '' };
}
