import { throughAll } from '../../proxy/body/chain.ts';
import { contentCodings, decodePrefix, decoders } from '../../proxy/body/content-coding.ts';
import type { TappedBody, TappedExchange } from '../../proxy/upstream/tap.ts';
import { LARGEST_BODY } from '../scrub/scrub-body.ts';
import type { UnscrubbedExchange } from '../scrub/scrub-exchange.ts';

/** Bytes by which the type of a body that is not here whole can be told. */
const BEGINNING = 8192;

/** An exchange of the wire with its bodies decoded, as recordings hold them. */
export async function unscrubbed(exchange: TappedExchange): Promise<UnscrubbedExchange> {
  const { at, method, origin, target, headers, sent, status, responseHeaders, answered } = exchange;

  const body = sent && (await plain(sent, contentCodings(headers)));
  const came = await plain(answered, contentCodings(responseHeaders));
  return {
    at,
    method,
    origin,
    target,
    headers,
    body: body?.bytes,
    answer: { status, headers: responseHeaders, body: came.bytes },
    sizes: { ...(body ? { sent: body.size } : {}), answered: came.size },
  };
}

async function plain({ bytes, size }: TappedBody, codings: readonly string[] | undefined): Promise<TappedBody> {
  // A coding that nobody knows: of such a body the size is all that is kept.
  if (codings === undefined) return { bytes: Buffer.alloc(0), size };
  if (size === bytes.length) {
    if (codings.length === 0) return { bytes, size };
    const decoded = await throughAll(bytes, decoders(codings), LARGEST_BODY).catch(() => undefined);
    if (decoded) return { bytes: decoded, size: decoded.length };
  }
  const beginning = (await decodePrefix(bytes.subarray(0, BEGINNING), codings, BEGINNING)) ?? Buffer.alloc(0);
  return { bytes: beginning, size: Math.max(size, beginning.length + 1) };
}
