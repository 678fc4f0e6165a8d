import { PassThrough, pipeline } from 'node:stream';
import type { Inspection } from '../../inspect/inspector.ts';
import { type Findings, SCAN_STATUSES, type ScanStatus } from '../../model/content.ts';
import { decoders } from '../body/content-coding.ts';

/** Bytes that content codings may bring forth; a file that comes as it is has no limit. */
const MAX_DECODED = 4 * 1024 ** 3;

/** Looks at a body through its content codings. */
export interface Sight {
  see(chunk: Uint8Array): Promise<void>;
  end(): Promise<Findings>;
  abort(): void;
}

/** A body that does not decode is a corrupted one: what the browser would make of it, nobody can say. */
export function decodedSight(inspection: Inspection, codings: readonly string[]): Sight {
  if (codings.length === 0)
    return { see: (chunk) => inspection.write(chunk), end: () => inspection.end(), abort: () => inspection.abort() };
  const input = new PassThrough();
  let broken: [Exclude<ScanStatus, 'scanned'>, string] | undefined;
  const done = new Promise<void>((resolve) => {
    let decoded = 0;
    const sink = async (source: AsyncIterable<Buffer>): Promise<void> => {
      for await (const piece of source) {
        decoded += piece.length;
        if (decoded > MAX_DECODED) {
          broken = ['too-large', `more than ${MAX_DECODED} bytes when decoded`];
          return;
        }
        await inspection.write(piece);
      }
    };
    pipeline([input, ...decoders(codings), sink], (error) => {
      if (error) broken ??= ['corrupted', `content coding: ${error.message}`];
      resolve();
    });
  });
  return {
    async see(chunk) {
      if (broken !== undefined || input.destroyed) return;
      if (!input.write(chunk)) await Promise.race([done, new Promise((resolve) => input.once('drain', resolve))]);
    },
    async end() {
      input.end();
      await done;
      const findings = await inspection.end();
      return broken === undefined ? findings : withPart(findings, ...broken);
    },
    abort() {
      input.destroy();
      inspection.abort();
    },
  };
}

/** Findings, and that a part of the file could not be read. */
export function withPart(findings: Findings, status: Exclude<ScanStatus, 'scanned'>, why: string): Findings {
  const graver = SCAN_STATUSES.indexOf(status) > SCAN_STATUSES.indexOf(findings.status);
  return {
    ...findings,
    status: graver ? status : findings.status,
    unscanned: [{ path: '', status, why }, ...findings.unscanned],
  };
}
