import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DemoFault } from './demo-fault.ts';

/** What makes a directory one of the demo's, so that `fresh` never deletes somebody's files. */
const MARKER = 'sallyport-demo.txt';
const LOCK = 'lock.sqlite';

export interface StateDirectory {
  readonly path: string;
  /** `path/...names`, made when missing. */
  folder(...names: readonly string[]): string;
  /** Lets another demo have it. */
  release(): void;
}

/** Takes the directory for this process; with `fresh` it begins empty. Throws a DemoFault when it is in use or not ours. */
export function openStateDirectory(path: string, fresh: boolean): StateDirectory {
  const isOurs = existsSync(join(path, MARKER));
  if (!isOurs && existsSync(path) && readdirSync(path).length > 0)
    throw new DemoFault(`${path} holds files that are not the demo's. Give an empty directory with --state.`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  let lock = takeLock(path);
  if (fresh && isOurs) {
    lock.close();
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { recursive: true, mode: 0o700 });
    lock = takeLock(path);
  }
  writeFileSync(join(path, MARKER), 'State of the Sallyport demo. Delete this directory to begin anew.\n');
  return {
    path,
    folder(...names) {
      const folder = join(path, ...names);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    release: () => lock.close(),
  };
}

/** An exclusive SQLite lock: the system drops it when the process ends, however it ends, so it is never stale. */
function takeLock(path: string): DatabaseSync {
  const database = new DatabaseSync(join(path, LOCK), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (!/locked/.test(String(error))) throw error;
    throw new DemoFault(`Another demo is using ${path}. Stop it, or give another directory with --state.`);
  }
}
