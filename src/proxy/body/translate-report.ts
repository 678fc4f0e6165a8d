import { Readable } from 'node:stream';
import type { Permitted, Reply } from '../../model/exchange.ts';
import { headerValue } from '../../model/headers.ts';
import type { HostMap } from '../../model/host-map.ts';
import { isReport, rewriteReport } from '../../rewrite/reports/report-body.ts';
import { readWhole } from './read-whole.ts';

/** Bytes; browsers send reports in small batches. */
const LIMIT = 1024 * 1024;

/**
 * Reports that a browser sends by itself (of policy violations, deprecations, crashes) name what it saw: suffix hosts and
 * the page runtime. The app gets them as its users' browsers would have sent them at home; one that is about the gateway
 * alone ends here.
 */
export async function translateReport(
  exchange: Permitted,
  hosts: HostMap,
): Promise<{ readonly exchange: Permitted } | { readonly reply: Reply }> {
  if (exchange.body === undefined || exchange.method !== 'POST') return { exchange };
  if (!isReport(headerValue(exchange.headers, 'content-type'))) return { exchange };
  // Browsers never pack reports: this is the app's own talk, and bytes that are no text.
  if (headerValue(exchange.headers, 'content-encoding') !== undefined) return { exchange };
  const source = exchange.body instanceof Readable ? exchange.body : Readable.from(exchange.body);
  const read = await readWhole(source, LIMIT);
  if ('oversized' in read) {
    read.oversized.destroy();
    return { reply: { status: 413, headers: [], body: undefined } };
  }
  const report = rewriteReport(read.bytes.toString(), hosts);
  if (report === undefined) return { reply: { status: 204, headers: [], body: undefined } };
  const bytes = Buffer.from(report);
  const headers = exchange.headers.filter(([name]) => name !== 'content-length' && name !== 'transfer-encoding');
  return {
    exchange: {
      ...exchange,
      headers: [...headers, ['content-length', String(bytes.length)]],
      body: Readable.from([bytes], { objectMode: false }),
    },
  };
}
