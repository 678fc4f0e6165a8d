import { Readable } from 'node:stream';
import type { Judgement, Reply, Screened } from '../../model/exchange.ts';
import { contentCodings } from '../body/content-coding.ts';
import { changedHeaders } from '../content/changed-headers.ts';
import type { FilePassage, Gate } from '../intervene/gate.ts';
import { savedUnder } from '../pages/saved-name.ts';

/** A download as it goes on, or what stands in its place; and what is recorded of it. */
export type ProtectedDownload = { readonly judgement: Judgement } & (
  | { readonly exchange: Screened }
  | { readonly reply: Reply }
);

/** Encrypts, labels and marks a file on its way where its passage says so. What does not bear it goes by the policy's rule. */
export async function protectDownload(
  screened: Screened,
  judgement: Judgement,
  { protection }: FilePassage,
  gate: Gate,
): Promise<ProtectedDownload> {
  if (protection === undefined) return { judgement, exchange: screened };
  const { responseHeaders, responseBody, at } = screened;
  const body = responseBody instanceof Readable ? responseBody : Readable.from(responseBody);
  const codings = contentCodings(responseHeaders) ?? [];
  const { demand, passphrase, stamp } = protection;
  const name = judgement.object.name ?? 'file';
  const file = await gate.protect({ body, name, codings, demand, passphrase, stamp, at });
  const exchange: Screened = { ...screened, responseBody: file.body };
  if ('unprotectable' in file) {
    const other = await protection.unprotectable();
    if (!other.reply)
      return {
        judgement: other.judgement,
        exchange: { ...exchange, responseHeaders: changedHeaders(responseHeaders, {}) },
      };
    file.body.destroy();
    return { judgement: other.judgement, reply: other.reply };
  }
  const content = judgement.content ?? { status: 'not-inspected', matches: [], labels: [] };
  return {
    judgement: { ...judgement, content: { ...content, protected: file.record } },
    exchange: {
      ...exchange,
      responseHeaders: changedHeaders(responseHeaders, {
        ...(judgement.activity === 'download' ? { 'content-disposition': savedUnder(file.name) } : {}),
        ...(file.type === undefined ? {} : { 'content-type': file.type }),
      }),
    },
  };
}
