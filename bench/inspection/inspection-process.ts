import { compileDetectors } from '../../src/inspect/detectors/detector-set.ts';
import { createInspection } from '../../src/inspect/inspector.ts';
import { serveParent } from '../child.ts';
import { SOUGHT } from './detectors.ts';
import { plainText } from './text.ts';

const CHUNK = 65_536;

/** How many detectors look, and how often the text goes past them as one document. */
export interface InspectionOrder {
  readonly detectors: number;
  readonly times: number;
}

export interface Inspected {
  readonly bytes: number;
  readonly microseconds: number;
  readonly found: number;
}

const text = plainText(Number(process.argv[2]));

serveParent({}, async ({ detectors, times }: InspectionOrder): Promise<Inspected> => {
  const set = compileDetectors(SOUGHT.slice(0, detectors).map(({ spec }) => spec));
  const before = process.cpuUsage();
  const inspection = createInspection({
    detectors: set,
    limits: { milliseconds: Number.MAX_SAFE_INTEGER },
    name: 'report.txt',
    declaredType: 'text/plain',
  });
  for (let round = 0; round < times; round++)
    for (let at = 0; at < text.length; at += CHUNK) await inspection.write(text.subarray(at, at + CHUNK));
  const { bytes, status, matches } = await inspection.end();
  const { user, system } = process.cpuUsage(before);
  if (status !== 'scanned' || bytes !== text.length * times) throw new Error(`${status} after ${bytes} bytes`);
  return { bytes, microseconds: user + system, found: matches.reduce((sum, { count }) => sum + count, 0) };
});
