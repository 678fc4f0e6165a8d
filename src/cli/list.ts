import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { detectorSet } from '../inspect/detectors/detector-set.ts';
import { markTaker } from '../inspect/detectors/fingerprint.ts';
import { createInspection } from '../inspect/inspector.ts';
import { writeExactList } from '../inspect/lists/exact-list.ts';
import { writeFingerprints } from '../inspect/lists/fingerprints.ts';
import { WordListFault } from '../inspect/lists/word-list-fault.ts';

/** `sallyport list`: lists of values and documents that policies know again, without anybody being able to read them there. */
export function registerList(program: Command): void {
  const list = program.command('list').description('make lists for the detectors `exact-list` and `fingerprints`');
  list
    .command('exact')
    .description('hash values, one a line, so that they are found wherever they stand')
    .requiredOption('--values <file>', 'the values')
    .requiredOption('--out <file>', 'the list')
    .addHelpText('after', '\nExample:\n  sallyport list exact --values account-numbers.txt --out accounts.list\n')
    .action((options: { values: string; out: string }) =>
      written(options.out, async () => writeExactList(readFileSync(options.values, 'utf8').split('\n'))),
    );
  list
    .command('fingerprints')
    .description('take the fingerprints of documents, so that larger parts of them are known again')
    .argument('<documents...>', 'documents of any kind that can be looked into')
    .requiredOption('--out <file>', 'the list')
    .addHelpText('after', '\nExample:\n  sallyport list fingerprints --out merger.list plan.docx offer.pdf\n')
    .action((documents: string[], options: { out: string }) =>
      written(options.out, async () => {
        const marks = new Map<string, ReadonlySet<string>>();
        for (const path of documents) marks.set(basename(path), await marksOf(path));
        return writeFingerprints(marks);
      }),
    );
}

async function marksOf(path: string): Promise<ReadonlySet<string>> {
  const marks = new Set<string>();
  const spec = { id: 'fingerprints', kind: 'fingerprints' };
  const inspection = createInspection({ detectors: detectorSet([spec], [markTaker(marks)]), name: basename(path) });
  for await (const chunk of createReadStream(path)) await inspection.write(chunk as Buffer);
  const { status, unscanned } = await inspection.end();
  if (status !== 'scanned') throw new WordListFault(`${path} cannot be read wholly: ${unscanned[0]?.why ?? status}`);
  return marks;
}

async function written(file: string, text: () => Promise<string>): Promise<void> {
  try {
    writeFileSync(file, await text(), { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof WordListFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
