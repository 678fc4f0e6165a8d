import { dirname, resolve } from 'node:path';
import type { ProtectedApp } from '../model/app.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import type { RoutingDocument } from '../policy/routing-document.ts';
import type { ConfigFault } from './config-fault.ts';
import { duplicates } from './duplicates.ts';
import type { GatewayDocument } from './gateway-schema.ts';
import { policyFileSchema } from './policy-schema.ts';
import { readYaml } from './read-yaml.ts';

/** Policies of every kind, from wherever they are written. */
export interface WrittenPolicies {
  readonly policies: readonly PolicyDocument[];
  readonly routing?: RoutingDocument | undefined;
}

export type LoadedPolicies =
  | ({ readonly ok: true } & WrittenPolicies)
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/** Reads and checks a policy file alone. */
export function loadPolicies(path: string): LoadedPolicies {
  const file = resolve(path);
  const read = readYaml(file, policyFileSchema);
  if (!read.ok) return read;
  const faults = usedTwice(read.value, file);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, ...read.value };
}

/** The policies of a gateway: its own, or those of the file it names. */
export function policiesOf(document: GatewayDocument, file: string, faults: ConfigFault[]): WrittenPolicies {
  const { policies, routing } = document;
  if (typeof policies !== 'string') {
    const written = { policies, routing };
    faults.push(...usedTwice(written, file));
    return written;
  }
  if (routing !== undefined)
    faults.push({
      file,
      path: 'routing',
      message: `the policies are in ${policies}, and routing belongs with them`,
      fix: `move routing to ${policies}`,
    });
  const loaded = loadPolicies(resolve(dirname(file), policies));
  if (loaded.ok) return { policies: loaded.policies, routing: loaded.routing };
  faults.push(...loaded.faults);
  return { policies: [] };
}

/** Routing as it holds for these apps: one that takes the gateway as its identity provider cannot be used without it. */
export function routingFor(
  routing: RoutingDocument | undefined,
  apps: readonly ProtectedApp[],
): RoutingDocument | undefined {
  return routing && { ...routing, inside: apps.filter(({ saml }) => saml !== undefined).map(({ id }) => id) };
}

/** The log tells policies of every kind apart by their ids. */
function usedTwice({ policies, routing }: WrittenPolicies, file: string): ConfigFault[] {
  const ids = [...policies, ...(routing?.policies ?? [])].map(({ id }) => id);
  return duplicates(ids, file, (index) =>
    index < policies.length ? ['policies', index, 'id'] : ['routing', 'policies', index - policies.length, 'id'],
  );
}
