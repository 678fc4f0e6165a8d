import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const fileOf = (target: string): URL => new URL(`../../fixtures/fuzz/${target}.json`, import.meta.url);

/** Inputs that once broke a promise, or come near to one. */
export function readCorpus(target: string): readonly string[] {
  const file = fileOf(target);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : [];
}

export function addToCorpus(target: string, input: string): void {
  writeFileSync(fileOf(target), `${JSON.stringify([...new Set([...readCorpus(target), input])], undefined, 2)}\n`);
}
