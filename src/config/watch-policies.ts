import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { PolicyDocument } from '../policy/policy-document.ts';
import type { ConfigFault } from './config-fault.ts';
import { loadPolicies } from './load-config.ts';

/** Milliseconds of quiet before a changed file is read: editors write in several steps. */
const SETTLE = 100;

/**
 * Reads the policy file again when it changes. The directory is watched, because many editors replace the file. A file
 * with faults changes nothing: the policies in force stay, and the faults are told.
 */
export function watchPolicies(
  file: string,
  onChange: (policies: readonly PolicyDocument[]) => void,
  onFaults: (faults: readonly ConfigFault[]) => void,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== null && name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const loaded = loadPolicies(file);
      if (loaded.ok) onChange(loaded.policies);
      else onFaults(loaded.faults);
    }, SETTLE);
  });
  return {
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
