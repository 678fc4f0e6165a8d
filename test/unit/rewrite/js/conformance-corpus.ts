import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ParsedGoal } from '../../../../src/rewrite/js/contract.ts';

const CORPUS = new URL('.', `file://${createRequire(import.meta.url).resolve('test262-parser-tests/package.json')}`);

export interface CorpusCase {
  readonly name: string;
  readonly goal: ParsedGoal;
  readonly source: string;
}

/** The programs of one folder of test262-parser-tests: `pass`, `pass-explicit`, `fail` or `early`. */
export function corpusCases(folder: string): CorpusCase[] {
  const path = new URL(`${folder}/`, CORPUS);
  return readdirSync(path).map((file) => ({
    name: `${folder}/${file}`,
    goal: file.endsWith('.module.js') ? 'module' : 'script',
    source: readFileSync(new URL(file, path), 'utf8'),
  }));
}

/** The same program with one of its names made an expression that matters, in every place it has. */
export function* disguised(source: string, expressions: readonly string[]): Generator<string> {
  for (const name of ['a', 'b', 'c', 'f', 'x', 'y', 'i', 'foo']) {
    const word = new RegExp(`(?<![\\w\\\\$#])${name}(?![\\w$])`, 'g');
    if (word.test(source)) for (const expression of expressions) yield source.replace(word, expression);
  }
}
