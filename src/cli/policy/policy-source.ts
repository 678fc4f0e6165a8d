import type { ConfigFault } from '../../config/config-fault.ts';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import { loadConfig } from '../../config/load-config.ts';
import { loadPolicies, routingFor, type WrittenPolicies } from '../../config/load-policies.ts';

/** Where a command takes its policies from. */
export interface PolicySourceOptions {
  readonly config?: string;
  readonly policies?: string;
}

export type PolicySource =
  | { readonly ok: true; readonly written: WrittenPolicies; readonly config: GatewayConfig | undefined }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** The policies of a policy file, or those of a gateway; a file wins where both are given. */
export async function readPolicySource({ config, policies }: PolicySourceOptions): Promise<PolicySource> {
  const gateway = config === undefined ? undefined : await loadConfig(config);
  if (gateway && !gateway.ok) return gateway;
  const file = policies === undefined ? undefined : loadPolicies(policies);
  if (file && !file.ok) return file;
  if (!gateway && !file)
    return {
      ok: false,
      faults: [{ file: '-', path: '', message: 'there are no policies', fix: 'add --policies FILE or --config FILE' }],
    };
  return {
    ok: true,
    written: file
      ? { ...file, routing: routingFor(file.routing, gateway?.config.apps ?? []) }
      : (gateway?.config ?? { policies: [] }),
    config: gateway?.config,
  };
}
