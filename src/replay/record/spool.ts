import { join } from 'node:path';

/** Where the gateway puts what it recorded for a request, until whoever asked has fetched it: an entry a line. */
export function spoolFile(stateDirectory: string, id: string): string {
  if (!/^[\w-]+$/.test(id)) throw new Error('no id of a recording');
  return join(stateDirectory, `recording-${id}.jsonl`);
}

/** The last line. `omitted`: exchanges in which something secret was found after all. */
export interface SpoolEnd {
  readonly ended: true;
  readonly omitted: number;
  readonly full: boolean;
}
