import { once } from 'node:events';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Comparison } from '../compare/run-replay.ts';
import { SKIPPED } from '../har/recorded-exchange.ts';
import { differenceText } from './difference-text.ts';

/** Writes comparisons as JUnit XML. Totals stand before the cases, so these wait in a file beside it. */
export function createJunitWriter(file: string): { add(comparison: Comparison): Promise<void>; end(): Promise<void> } {
  const waiting = `${file}.cases`;
  const cases = createWriteStream(waiting);
  const failed = new Promise<never>((_resolve, reject) => cases.once('error', reject));
  failed.catch(() => {});
  const totals = { tests: 0, failures: 0, skipped: 0 };
  return {
    async add(comparison) {
      totals.tests++;
      if (comparison.result === 'skipped') totals.skipped++;
      if (FAILS.has(comparison.result)) totals.failures++;
      if (!cases.write(caseOf(comparison))) await Promise.race([once(cases, 'drain'), failed]);
    },
    async end() {
      cases.end();
      await Promise.race([once(cases, 'close'), failed]);
      const { tests, failures, skipped } = totals;
      const counts = `tests="${tests}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
      const out = createWriteStream(file);
      out.write(
        `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts.replace(/ skipped="\d+"/, '')}>\n<testsuite name="sallyport replay" ${counts}>\n`,
      );
      try {
        await pipeline(createReadStream(waiting), out, { end: false });
      } finally {
        rmSync(waiting, { force: true });
      }
      out.end('</testsuite>\n</testsuites>\n');
      await once(out, 'close');
    },
  };
}

/** Results that make a run differ. */
export const FAILS: ReadonlySet<Comparison['result']> = new Set(['differs', 'new', 'missing']);

function caseOf(comparison: Comparison): string {
  const { key, place, result, skipped } = comparison;
  const suite = place ? `${place.file}` : 'baseline';
  const name = place ? `log.entries[${place.index}] ${key}` : key;
  const open = `<testcase classname="${escaped(suite)}" name="${escaped(name)}" time="0"`;
  if (skipped !== undefined) return `${open}><skipped message="${escaped(SKIPPED[skipped])}"/></testcase>\n`;
  if (!FAILS.has(result)) return `${open}/>\n`;
  const aspects = comparison.differences.map(({ aspect }) => aspect).join(', ');
  const message = result === 'differs' ? aspects : (MESSAGES[result] ?? '');
  return `${open}><failure type="${result}" message="${escaped(message)}">${escaped(differenceText(comparison))}</failure></testcase>\n`;
}

const MESSAGES: Readonly<Partial<Record<Comparison['result'], string>>> = {
  new: 'not in the baseline',
  missing: 'in the baseline alone',
};

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Text of XML 1.0 (section 2.2): characters that no document may hold become U+FFFD, and so do halves of a pair. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\n\t]/g, (character) => ESCAPES[character]!);
}
