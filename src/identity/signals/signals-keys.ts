import { type CheckToken, createTokenCheck, type TokenCheckParts } from '../token-check.ts';
import type { SignalsSettings } from './signals-settings.ts';

/** Milliseconds between two tries to find the keys' address. */
const PAUSE = 10_000;

/** How a transmitter's tokens are checked, its keys' address found by its configuration (SSF 1.0 section 7.2) where the file names none. */
export function signalsKeys(
  { issuer, jwksUri }: Pick<SignalsSettings, 'issuer' | 'jwksUri'>,
  parts: TokenCheckParts,
): () => Promise<CheckToken> {
  let known: CheckToken | undefined = jwksUri === undefined ? undefined : createTokenCheck(jwksUri, parts);
  let asking: Promise<CheckToken> | undefined;
  let nextAt = Number.NEGATIVE_INFINITY;

  async function find(): Promise<CheckToken> {
    const { origin, pathname } = new URL(issuer);
    const url = `${origin}/.well-known/ssf-configuration${pathname.replace(/\/$/, '')}`;
    const answer = await parts.fetcher(url, { headers: { accept: 'application/json' } });
    if (answer.status !== 200) throw new TypeError(`${url} answered ${answer.status}`);
    const said = (await answer.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown } | null;
    if (said?.issuer !== issuer) throw new TypeError(`${url} is of another issuer`);
    if (typeof said.jwks_uri !== 'string' || !said.jwks_uri.startsWith('https:'))
      throw new TypeError(`${url} names no keys`);
    known = createTokenCheck(said.jwks_uri, parts);
    return known;
  }

  return async () => {
    if (known) return known;
    if (!asking) {
      if (parts.now() < nextAt) throw new TypeError('the keys of the transmitter could not be found a moment ago');
      nextAt = parts.now() + PAUSE;
      asking = find().finally(() => {
        asking = undefined;
      });
    }
    return asking;
  };
}
