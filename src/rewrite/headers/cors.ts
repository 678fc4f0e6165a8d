import type { ResponseContext } from './response-context.ts';

/** Access-Control-Allow-Origin, mapped. No grant is invented: an origin the app did not name stays unnamed. */
export function rewriteAllowOrigin(value: string, context: ResponseContext): string {
  return grantsAsker(value, context) ? context.anonymousAsker! : context.hosts.toSuffix(value.trim());
}

/** Whether the app lets a page read that asked anonymously, as the page would at home (Fetch 4.9, "CORS check"). */
export function grantsAsker(value: string, { anonymousAsker, hosts }: ResponseContext): boolean {
  const origin = value.trim();
  return anonymousAsker !== undefined && (origin === '*' || hosts.toSuffix(origin) === anonymousAsker);
}

/**
 * Fields of an answer that the app grants to an anonymous asker, as a browser wants them that sent the gateway's cookie:
 * it must name the asker, allow credentials, and may not say `*` of headers (Fetch 3.3.4). To be called on mapped fields.
 */
export function grantWithCredentials(fields: ReadonlyArray<readonly [string, string]>): [string, string][] {
  const names = [...new Set(fields.map(([name]) => name))].filter((name) => !name.startsWith('access-control-'));
  const granted = fields
    .filter(([name]) => name !== 'access-control-allow-credentials')
    .map(([name, value]): [string, string] =>
      name === 'access-control-expose-headers' && /(^|,)\s*\*\s*(,|$)/.test(value)
        ? [name, names.join(', ')]
        : [name, value],
    );
  return [...granted, ['access-control-allow-credentials', 'true'], ['vary', 'origin']];
}
