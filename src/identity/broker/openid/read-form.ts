import type { Inbound } from '../../../model/exchange.ts';
import { Failure } from '../../../model/failure.ts';

/** Octets of a form. */
const MAX_FORM = 64 * 1024;

/** Reads a body whole. Throws Failure `bad-request` for one that is too large. */
export async function readForm(body: Inbound['body']): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body ?? []) {
    size += piece.length;
    if (size > MAX_FORM) throw new Failure('bad-request', 'the form is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
