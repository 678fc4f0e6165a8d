import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { TooLarge } from './uploads.ts';

/** Bytes a form may have: it is read whole, unlike a PUT. */
const MAX_FORM = 64 * 1024 ** 2;

export class BadForm extends Error {}

/** The field `file` of a multipart form (RFC 7578). Rejects with BadForm or TooLarge. */
export async function readFormFile(
  request: IncomingMessage,
): Promise<{ readonly name: string; readonly content: Readable }> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FORM) throw new TooLarge('form too large');
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(Readable.toWeb(bounded(request)), { headers }).formData().catch((error: Error) => {
    throw error.cause instanceof TooLarge ? error.cause : new BadForm('no readable form');
  });
  const file = form.get('file');
  if (!(file instanceof File)) throw new BadForm('the form has no file');
  return { name: file.name, content: Readable.fromWeb(file.stream()) };
}

/** The field `words` of a plain form. */
export async function readWords(request: IncomingMessage): Promise<string> {
  return new URLSearchParams(await text(bounded(request))).get('words') ?? '';
}

function bounded(request: IncomingMessage): Readable {
  async function* chunks(): AsyncGenerator<Buffer> {
    let seen = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      seen += chunk.length;
      if (seen > MAX_FORM) throw new TooLarge('form too large');
      yield chunk;
    }
  }
  return Readable.from(chunks(), { objectMode: false });
}
