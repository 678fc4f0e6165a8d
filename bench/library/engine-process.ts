import { serveParent } from '../child.ts';
import { corpus } from './corpus.ts';
import { ENGINES } from './engines.ts';

/** Microseconds of CPU a sample takes at least. */
const SAMPLE = 300_000;

const row = ENGINES[Number(process.argv[2])]!;
const engine = row.load();
const documents = corpus(row.kind);
let mapped = 0;
for (const document of documents) {
  const text = (await engine(document)).toString('latin1');
  mapped += text.split('.mcas.localhost').length - 1;
}

serveParent({ mapped }, async () => {
  const before = process.cpuUsage();
  let bytes = 0;
  let microseconds = 0;
  while (microseconds < SAMPLE) {
    for (const document of documents) {
      await engine(document);
      bytes += document.length;
    }
    const { user, system } = process.cpuUsage(before);
    microseconds = user + system;
  }
  return { bytes, microseconds };
});
