import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** Every file below a folder, by its path there. Octets are shown as Latin-1, so that any text in them can be looked for. */
export function storedFiles(folder: string): Record<string, string> {
  const paths = (readdirSync(folder, { recursive: true }) as string[]).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'latin1')]));
}

/** The files of a program that writes them in its own time: once none is empty and a while has passed without a change. */
export async function settledFiles(folder: string): Promise<Record<string, string>> {
  let files = storedFiles(folder);
  for (let tries = 0; tries < 60; tries++) {
    await setTimeout(2_500);
    const later = storedFiles(folder);
    if (isDeepStrictEqual(later, files) && Object.values(later).every((text) => text !== '')) return later;
    files = later;
  }
  throw new Error(`files below ${folder} go on changing`);
}
