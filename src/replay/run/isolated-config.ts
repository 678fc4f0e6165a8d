import type { GatewayConfig } from '../../config/gateway-config.ts';

const CENTURY = 100 * 365 * 86_400_000;

/**
 * The configuration as it decides and rewrites, without anything that reaches out: no identity provider, scanner or list at a URL is
 * asked, no file is watched, and state is kept in `stateDirectory` alone. A session outlives any recording.
 */
export function isolated(config: GatewayConfig, stateDirectory: string): GatewayConfig {
  const { clamav: _, ...inspection } = config.inspection ?? {};
  // Nobody reads a notice here, and recordings are of what comes behind it.
  const { notice: __, ...rest } = config;
  return {
    ...rest,
    ...(config.inspection ? { inspection: inspection as NonNullable<GatewayConfig['inspection']> } : {}),
    stateDirectory,
    providers: [],
    deviceCertificates: undefined,
    policyFile: undefined,
    metrics: undefined,
    sessions: { idle: CENTURY, absolute: CENTURY },
  };
}
