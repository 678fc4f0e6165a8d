import type { GatewayConfig } from '../config/gateway-config.ts';
import { createNetworkTable } from '../policy/networks.ts';
import { createLastUses } from './observe/last-uses.ts';
import { createRecentActivities } from './observe/recent-activities.ts';
import type { FactSources } from './stages/facts.ts';
import { openCountryFile } from './where/country-file.ts';
import { openIspFile } from './where/isp-file.ts';

/** What policies look at besides the exchange: where an address is, and what was done before. */
export function openFactSources({ countryFile, ispFile, networks }: GatewayConfig, now: () => number): FactSources {
  return {
    now,
    networksOf: createNetworkTable(networks),
    countryOf: countryFile === undefined ? () => undefined : openCountryFile(countryFile),
    ispOf: ispFile === undefined ? () => undefined : openIspFile(ispFile),
    recent: createRecentActivities(),
    lastUses: createLastUses(),
  };
}
