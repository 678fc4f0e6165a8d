import { type Child, startChild } from '../child.ts';
import { figure, median, printTable, shuffled } from '../report.ts';
import { corpus, type Kind } from './corpus.ts';
import { ENGINES } from './engines.ts';

const ROUNDS = 7;
/** The one the others are compared with. */
const OWN = 'sallyport';
const TITLES: Readonly<Record<Kind, string>> = { html: 'HTML', css: 'CSS', js: 'JavaScript, first sight' };

/** MB per CPU-second of each engine on one kind of document, a process each, samples interleaved. */
export async function compareEngines(kind: Kind): Promise<void> {
  const rows = [...ENGINES.entries()].filter(([, row]) => row.kind === kind);
  const children = new Map<string, Child<{ mapped: number }>>();
  const speeds = new Map<string, number[]>();
  try {
    for (const [index, { name }] of rows) {
      children.set(name, await startChild(new URL('./engine-process.ts', import.meta.url), [String(index)]));
      speeds.set(name, []);
    }
    // The first round only warms the compilers up.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [name, child] of shuffled([...children])) {
        const { bytes, microseconds } = await child.ask<{ bytes: number; microseconds: number }>({});
        if (round > 0) speeds.get(name)!.push(bytes / microseconds);
      }
    }
  } finally {
    await Promise.all([...children.values()].map((child) => child.stop()));
  }
  const own = median(speeds.get(OWN)!);
  const documents = corpus(kind);
  const megabytes = documents.reduce((sum, { length }) => sum + length, 0) / 1e6;
  printTable(
    `${TITLES[kind]} (${documents.length} documents, ${figure(megabytes)} MB)`,
    ['engine', 'MB/CPU-s', `${OWN} is`, 'URLs mapped'],
    rows.map(([, { name }]) => {
      const speed = median(speeds.get(name)!);
      return [
        name,
        figure(speed),
        `${figure(own / speed)} x`,
        kind === 'js' ? '' : String(children.get(name)!.ready.mapped),
      ];
    }),
  );
}
