import type { GatewayConfig, InspectionConfig } from '../../src/config/gateway-config.ts';

type Scanner = NonNullable<InspectionConfig['clamav']>['at'] | { readonly port: number };

/** A gateway that looks into files with a scanner at hand, and keeps little of them in memory. */
export function inspecting(
  scanner: Scanner,
  own: Partial<Pick<InspectionConfig, 'memoryBytes'>> & { readonly limits?: Partial<InspectionConfig['limits']> } = {},
): (config: GatewayConfig) => GatewayConfig {
  const limits = { depth: 6, entries: 100, expandedBytes: 1e9, ratio: 200, wholeBytes: 1e7, milliseconds: 60_000 };
  return (config) => ({
    ...config,
    inspection: {
      clamav: { at: 'path' in scanner ? scanner : { host: '127.0.0.1', port: scanner.port }, timeout: 20_000 },
      hashLists: [],
      memoryBytes: own.memoryBytes ?? 1000,
      limits: { ...limits, ...own.limits },
    },
  });
}
