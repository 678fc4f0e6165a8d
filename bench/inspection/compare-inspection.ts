import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../child.ts';
import { memoryOf, peakOf, resetPeak } from '../process-figures.ts';
import { figure, median, printTable } from '../report.ts';
import { SOUGHT } from './detectors.ts';
import type { Inspected, InspectionOrder } from './inspection-process.ts';
import { plainText } from './text.ts';

const BYTES = 32e6;
const ROUNDS = 5;
const SIZES = [1, 5, SOUGHT.length];
const LONG = 2 * 1024 ** 3;

/** MB of text per CPU-second for some detectors together, beside GNU grep with an expression for each; and what memory 2 GB take. */
export async function compareInspection(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const file = join(folder, 'text.txt');
  writeFileSync(file, plainText(BYTES));
  const child = await startChild(new URL('./inspection-process.ts', import.meta.url), [String(BYTES)]);
  try {
    const rows: string[][] = [];
    for (const detectors of SIZES) {
      const expressions = SOUGHT.slice(0, detectors).map(({ expression }) => expression);
      const own: number[] = [];
      const grep: number[] = [];
      let found = 0;
      // The first round only warms the compiler and the file up.
      for (let round = 0; round <= ROUNDS; round++) {
        const answer = await child.ask<Inspected>({ detectors, times: 1 } satisfies InspectionOrder);
        const seconds = secondsOfGrep(expressions, file);
        if (round === 0) continue;
        own.push(answer.bytes / answer.microseconds);
        grep.push(BYTES / 1e6 / seconds);
        found = answer.found;
      }
      const [speed, other] = [median(own), median(grep)];
      rows.push([String(detectors), figure(speed), figure(other), `${figure(other / speed)} x`, String(found)]);
    }
    printTable(
      `Inspection of ${BYTES / 1e6} MB of text`,
      ['detectors', 'MB/CPU-s', 'grep -E', 'sallyport is 1, grep is', 'found'],
      rows,
    );
    const times = Math.ceil(LONG / BYTES);
    resetPeak(child.pid);
    const idle = memoryOf(child.pid);
    await child.ask<Inspected>({ detectors: SOUGHT.length, times } satisfies InspectionOrder);
    const more = (peakOf(child.pid) - idle) / 1024;
    process.stdout.write(`one document of ${figure((times * BYTES) / 1e9)} GB: ${figure(more)} MB over idle at most\n`);
  } finally {
    await child.stop();
    rmSync(folder, { recursive: true });
  }
}

/** CPU seconds of a search, from the shell's own count (POSIX `times`: the second line is of its children). */
function secondsOfGrep(expressions: readonly string[], file: string): number {
  // Not into /dev/null: grep sees that and stops at the first line that it finds.
  const script = 'file=$1; shift; LC_ALL=C grep -cE "$@" "$file" >&2; times';
  const patterns = expressions.flatMap((expression) => ['-e', expression]);
  const shown = execFileSync('sh', ['-c', script, 'sh', file, ...patterns], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const parts = [...shown.split('\n')[1]!.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}
