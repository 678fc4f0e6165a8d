import { Readable } from 'node:stream';
import type { ActivityObject } from '../../model/activity.ts';
import type { Identified, Judgement, Permitted, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import { refuses } from '../../model/policy-match.ts';
import { createMultipartScanner } from '../../policy/recognise/multipart-scanner.ts';
import { recogniseRequest } from '../../policy/recognise/recognise-request.ts';
import { peek } from '../body/peek.ts';
import type { Refusals } from '../refusals.ts';
import type { PolicyDesk } from './policy-desk.ts';

export type PermittedOrRefused = { readonly judgement: Judgement | undefined } & (
  | { readonly exchange: Permitted }
  | { readonly reply: Reply }
);

/**
 * Identified -> Permitted, or the reply that refuses. A multipart body is held until its part headers tell whether it
 * carries a file; nothing of a refused upload has gone to the app.
 */
export async function enforceRequest(
  exchange: Identified,
  policies: PolicyDesk,
  refusals: Refusals,
): Promise<PermittedOrRefused> {
  const recognised =
    exchange.body === undefined
      ? undefined
      : recogniseRequest({ method: exchange.method, url: exchange.originUrl, headers: exchange.headers });
  if (recognised === undefined) return { judgement: undefined, exchange: { ...exchange, upload: undefined } };
  if (recognised !== 'multipart') return judged(exchange, recognised.object, policies, refusals);
  const type = headerValue(exchange.headers, 'content-type') ?? '';
  const scan = createMultipartScanner(type);
  let verdict = scan('', false);
  let scanned = 0;
  const source = exchange.body instanceof Readable ? exchange.body : Readable.from(exchange.body ?? []);
  const { prefix, complete, body } = await peek(source, (bytes) => {
    verdict = scan(bytes.toString('latin1', scanned), false);
    scanned = bytes.length;
    return verdict !== 'undecided';
  });
  if (verdict === 'undecided') verdict = scan(prefix.toString('latin1', scanned), complete);
  const held = { ...exchange, body };
  if (verdict === 'no-file') return { judgement: undefined, exchange: { ...held, upload: undefined } };
  const length = headerValue(exchange.headers, 'content-length');
  const object = {
    url: exchange.originUrl,
    ...(verdict === 'undecided' || verdict.file === '' ? {} : { name: verdict.file }),
    ...(length === undefined ? {} : { size: Number(length) }),
  };
  return judged(held, object, policies, refusals);
}

function judged(
  exchange: Identified,
  object: ActivityObject,
  policies: PolicyDesk,
  refusals: Refusals,
): PermittedOrRefused {
  const judgement = policies.judge(exchange, 'upload', object);
  if (refuses(judgement.decision.action)) return { judgement, reply: refusals.blocked(exchange, judgement) };
  return { judgement, exchange: { ...exchange, upload: judgement } };
}
