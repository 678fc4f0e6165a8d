import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { ConfigFault } from './config-fault.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { loadPolicies, routingFor, type WrittenPolicies } from './load-policies.ts';
import { nameFaults } from './policy-names.ts';

/** Milliseconds of quiet before a changed file is read: editors write in several steps. */
const SETTLE = 100;

/**
 * Reads the policy file again when it changes. The directory is watched, because many editors replace the file. A file
 * with faults changes nothing: the policies in force stay, and the faults are told.
 */
export function watchPolicies(
  file: string,
  config: Pick<GatewayConfig, 'apps' | 'networks' | 'countryFile' | 'ispFile'>,
  onChange: (written: WrittenPolicies) => void,
  onFaults: (faults: readonly ConfigFault[]) => void,
): { close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== null && name !== basename(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const loaded = loadPolicies(file);
      const faults = loaded.ok
        ? nameFaults({ ...config, policies: loaded.policies, routing: loaded.routing }, file)
        : loaded.faults;
      if (loaded.ok && faults.length === 0)
        onChange({ policies: loaded.policies, routing: routingFor(loaded.routing, config.apps) });
      else onFaults(faults);
    }, SETTLE);
  });
  return {
    close() {
      clearTimeout(timer);
      watcher.close();
    },
  };
}
