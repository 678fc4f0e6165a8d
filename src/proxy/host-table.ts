import type { GatewayConfig } from '../config/gateway-config.ts';
import { type HostTable, serializeOrigin } from '../model/host-map.ts';
import { createHostMap } from '../rewrite/host-map.ts';
import { waysBack } from '../rewrite/ways-back.ts';

type Hosting = Pick<GatewayConfig, 'suffix' | 'publicPort' | 'hostForm' | 'apps'>;

/** Which hosts the gateway stands for, and what the apps' own providers are told of where to send browsers back. */
export function hostTable({ suffix, publicPort: port, hostForm: form, apps }: Hosting): HostTable {
  const origins = apps.flatMap(({ hosts }) => hosts.map(({ origin }) => serializeOrigin(origin)));
  const table = { suffix, port, form, origins };
  const own = apps.flatMap(({ ownProvider }) => ownProvider ?? []);
  if (own.length === 0) return table;
  const endpoints = [...new Set(own.flatMap((each) => each.endpoints))];
  const urls = own.flatMap(({ replyUrls }) => replyUrls);
  return { ...table, replies: { endpoints, ways: waysBack(urls, createHostMap(table).toSuffix) } };
}
