import type { GatewayConfig } from '../config/gateway-config.ts';
import { watchPolicies } from '../config/watch-policies.ts';
import { contentFault } from './content/content-fault.ts';
import type { Logger } from './observe/operational-log.ts';
import type { PolicyDesk } from './stages/policy-desk.ts';

/** Brings policies up to date when their file changes; one with faults changes nothing. Undefined where they have no file of their own. */
export function followPolicyFile(
  config: GatewayConfig,
  policies: Pick<PolicyDesk, 'replace'>,
  log: Logger,
): { close(): void } | undefined {
  if (config.policyFile === undefined) return undefined;
  return watchPolicies(
    config.policyFile,
    config,
    (written) => {
      const unusable = contentFault(written.policies, config);
      if (unusable !== undefined) {
        log.error({ faults: [unusable] }, 'the policy file has faults; the policies in force stay');
        return;
      }
      policies.replace(written);
      log.info({ policies: written.policies.length }, 'policies reloaded');
    },
    (faults) => log.error({ faults }, 'the policy file has faults; the policies in force stay'),
  );
}
