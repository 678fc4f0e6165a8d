import { parseIpRange } from '../policy/ip-range.ts';
import { type Network, overlap } from '../policy/networks.ts';
import type { Condition } from '../policy/policy-document.ts';
import type { ConfigFault } from './config-fault.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { pathText } from './read-yaml.ts';

type Path = readonly PropertyKey[];
type Fault = (path: Path, message: string, fix: string) => unknown;

/** Ranges of two networks must not overlap: an address would be both. */
export function checkNetworks(networks: readonly Network[], fault: Fault): void {
  const seen: { readonly text: string; readonly name: string }[] = [];
  for (const [index, { name, ranges }] of networks.entries()) {
    for (const text of ranges) {
      const range = parseIpRange(text);
      const other = seen.find((each) => {
        const held = parseIpRange(each.text);
        return each.name !== name && range && held && overlap(range, held);
      });
      if (other)
        fault(['networks', index, 'ranges'], `${text} overlaps ${other.text} of ${other.name}`, 'cut one of them');
      seen.push({ text, name });
    }
  }
}

/**
 * Names in policies that mean nothing here: a policy about an app that does not exist would never match, and nobody would
 * notice.
 */
export function nameFaults(
  config: Pick<GatewayConfig, 'apps' | 'networks' | 'countryFile' | 'ispFile' | 'policies' | 'routing'>,
  file: string,
): ConfigFault[] {
  const apps = new Set(config.apps.map(({ id }) => id.toLowerCase()));
  const networks = new Set(
    config.networks.flatMap(({ name, category, tags }) => [name, category, ...tags]).map((word) => word.toLowerCase()),
  );
  const faults: ConfigFault[] = [];
  const fault: Fault = (path, message, fix) => faults.push({ file, path: pathText(path), message, fix });
  const walk = (condition: Condition, at: Path): void => {
    for (const app of condition.app?.filter((each) => !apps.has(each.toLowerCase())) ?? [])
      fault([...at, 'app'], `there is no app ${app}`, `write ${[...apps].join(' or ')}`);
    for (const name of condition.network?.filter((each) => !networks.has(each.toLowerCase())) ?? [])
      fault(
        [...at, 'network'],
        `no network has the name, category or tag ${name}`,
        'add it to `networks` of the gateway',
      );
    if (condition.country && config.countryFile === undefined)
      fault([...at, 'country'], 'nothing tells countries', 'give a MaxMind database in `countries` of the gateway');
    if (condition.isp && config.ispFile === undefined)
      fault([...at, 'isp'], 'nothing tells internet providers', 'give a MaxMind database in `isps` of the gateway');
    for (const key of ['all', 'any'] as const)
      for (const [index, inner] of condition[key]?.entries() ?? []) walk(inner, [...at, key, index]);
    if (condition.not) walk(condition.not, [...at, 'not']);
  };
  for (const [index, { when }] of config.policies.entries()) if (when) walk(when, ['policies', index, 'when']);
  for (const [index, { when }] of config.routing?.policies.entries() ?? [])
    if (when) walk(when, ['routing', 'policies', index, 'when']);
  return faults;
}
