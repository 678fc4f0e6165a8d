import { PassThrough, pipeline } from 'node:stream';
import type { Inspection } from '../../inspect/inspector.ts';
import { type Findings, type MalwareVerdict, SCAN_STATUSES, type ScanStatus } from '../../model/content.ts';
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

/** Findings of the beginning of a file that was broken off: what a scanner says of that, it does not say of the file. */
export function brokenOff(findings: Findings): Findings {
  const why = 'the file was broken off';
  return { ...withPart(findings, 'corrupted', why), ...unclear(findings, { verdict: 'unknown', why }) };
}

/** Findings of the beginning of a file that there is no room for. That its parts end too early is nobody's fault. */
export function notKept(findings: Findings): Findings {
  const why = 'there is no room to hold it';
  const status = 'not-kept';
  const malware = unclear(findings, { verdict: 'unknown', why, cause: status });
  return { ...findings, status, unscanned: [{ path: '', status, why }], ...malware };
}

function unclear({ malware }: Findings, verdict: MalwareVerdict): Pick<Findings, 'malware'> {
  return { malware: malware === undefined || malware.verdict === 'infected' ? malware : verdict };
}

/** Findings, and that a part of the file could not be read. */
function withPart(findings: Findings, status: Exclude<ScanStatus, 'scanned'>, why: string): Findings {
  const graver = SCAN_STATUSES.indexOf(status) > SCAN_STATUSES.indexOf(findings.status);
  return {
    ...findings,
    status: graver ? status : findings.status,
    unscanned: [{ path: '', status, why }, ...findings.unscanned],
  };
}
