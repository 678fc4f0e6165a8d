import { spawnSync } from 'node:child_process';

/** A program from other hands that reads what was written here. */
export interface OtherReader {
  /** Why its test cannot run; false when it can. */
  readonly skip: string | false;
  run(...args: readonly string[]): { readonly status: number | null; readonly stdout: Buffer; readonly stderr: string };
}

/** `probe`: arguments with which the program says that it is there. */
export function otherReader(command: string, probe: readonly string[], from: string): OtherReader {
  const found = spawnSync(command, [...probe]).status === 0;
  return {
    skip: found ? false : `${command} ${probe.join(' ')} is not there (${from})`,
    run(...args) {
      const { status, stdout, stderr } = spawnSync(command, args, { maxBuffer: 64 * 1024 * 1024 });
      return { status, stdout, stderr: stderr.toString() };
    },
  };
}
