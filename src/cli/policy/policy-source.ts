import type { ConfigFault } from '../../config/config-fault.ts';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import { loadConfig, loadPolicies } from '../../config/load-config.ts';
import type { PolicyDocument } from '../../policy/policy-document.ts';

/** Where a command takes its policies from. */
export interface PolicySourceOptions {
  readonly config?: string;
  readonly policies?: string;
}

export type PolicySource =
  | { readonly ok: true; readonly policies: readonly PolicyDocument[]; readonly config: GatewayConfig | undefined }
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
  return { ok: true, policies: file?.policies ?? gateway?.config.policies ?? [], config: gateway?.config };
}
