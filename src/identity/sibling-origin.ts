import type { Routed } from '../model/exchange.ts';
import { type HeaderList, headerValue } from '../model/headers.ts';
import { type HostMap, serializeOrigin } from '../model/host-map.ts';

/** Seconds a browser may remember a preflight: short, because it stands for an app that was not asked. */
const PREFLIGHT_LIFE = 60;

/** The request's Origin, when it is a suffix origin of a host of the very app that is asked; else undefined. */
export function siblingOrigin({ headers, app }: Pick<Routed, 'headers' | 'app'>, hosts: HostMap): string | undefined {
  const origin = headerValue(headers, 'origin') ?? '';
  if (!origin.startsWith('https://')) return undefined;
  const asking = hosts.originOf(origin.slice('https://'.length));
  if (!asking) return undefined;
  const key = serializeOrigin(asking);
  return app.hosts.some((host) => serializeOrigin(host.origin) === key) ? origin : undefined;
}

/** Lets script of the app's own hosts read an answer of the gateway (Fetch standard, section 3.3). */
export function readableBy(origin: string | undefined): HeaderList {
  if (origin === undefined) return [];
  return [
    ['access-control-allow-origin', origin],
    ['access-control-allow-credentials', 'true'],
    ['vary', 'origin'],
  ];
}

export function isPreflight({ method, headers }: Pick<Routed, 'method' | 'headers'>): boolean {
  return (
    method === 'OPTIONS' &&
    headerValue(headers, 'origin') !== undefined &&
    headerValue(headers, 'access-control-request-method') !== undefined
  );
}

/** What a preflight of a sibling host is granted: what it asks for. The request itself comes with its session or not at all. */
export function preflightGrant(headers: HeaderList, origin: string): HeaderList {
  const asked = headerValue(headers, 'access-control-request-headers');
  return [
    ...readableBy(origin),
    ['access-control-allow-methods', headerValue(headers, 'access-control-request-method') ?? ''],
    ...(asked === undefined ? [] : [['access-control-allow-headers', asked] as const]),
    ['access-control-max-age', String(PREFLIGHT_LIFE)],
  ];
}
