import type { AppHost, ProtectedApp } from '../../model/app.ts';
import type { Inbound, Routed } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';

/** Which app an origin belongs to. Made once from the configuration. */
export type AppTable = ReadonlyMap<string, { readonly app: ProtectedApp; readonly host: AppHost }>;

export function createAppTable(apps: readonly ProtectedApp[]): AppTable {
  const table = new Map<string, { app: ProtectedApp; host: AppHost }>();
  for (const app of apps) for (const host of app.hosts) table.set(serializeOrigin(host.origin), { app, host });
  return table;
}

/**
 * Inbound -> Routed. Throws Failure `unknown-host` for a host that belongs to no app: the gateway is no open proxy.
 * The origin URL is put together, never resolved, so a target such as `//10.0.0.1/` cannot name another host.
 */
export function route(inbound: Inbound, hosts: HostMap, apps: AppTable): Routed {
  const origin = hosts.originOf(inbound.authority);
  const entry = origin && apps.get(serializeOrigin(origin));
  if (!entry) throw new Failure('unknown-host', inbound.authority);
  return { ...inbound, ...entry, originUrl: serializeOrigin(entry.host.origin) + inbound.target };
}
