import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { AppBearer } from '../../src/model/app.ts';
import { openLocalCa } from '../../src/proxy/tls/local-ca.ts';
import { startOrigin } from './origin.ts';

/** Somebody who gives out access tokens, and says by which keys they are known. */
export interface TokenIssuer {
  readonly issuer: string;
  /** Settings of an app that takes its tokens for `api://wiki`. */
  readonly bearer: AppBearer;
  readonly key: CryptoKey;
  readonly publicKey: CryptoKey;
  /** What it publishes now. */
  keys: readonly object[];
  /** A good token of bob for `api://wiki`, but for what is changed. */
  token(change?: JWTPayload, header?: object, signer?: CryptoKey | Uint8Array, life?: string): Promise<string>;
  close(): Promise<void>;
}

export async function startTokenIssuer(): Promise<TokenIssuer> {
  const issuer = 'https://tokens.corp.test';
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-issuer-'));
  const ca = await openLocalCa(directory, 'Issuer test authority');
  const { privateKey: key, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const answer = (): string => JSON.stringify({ keys: held.keys });
  const server = await startOrigin(
    (_request, response) => response.end(answer()),
    await ca.issue(['tokens.corp.test']),
  );
  const good = {
    iss: issuer,
    aud: 'api://wiki',
    sub: 'bob',
    scope: 'wiki.read wiki.write',
    preferred_username: 'bob',
  };
  const held: TokenIssuer = {
    issuer,
    bearer: {
      issuer,
      jwksUri: `${issuer}/jwks`,
      audience: 'api://wiki',
      scopes: ['wiki.read'],
      forward: true,
      ca: [ca.certificate],
      connect: { scheme: 'https', host: '127.0.0.1', port: server.port },
    },
    key,
    publicKey,
    keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }],
    token: (change = {}, header = {}, signer = key, life = '5m') =>
      new SignJWT({ ...good, ...change })
        .setProtectedHeader({ alg: 'RS256', kid: 'k', typ: 'at+jwt', ...header })
        .setIssuedAt()
        .setExpirationTime(life)
        .sign(signer),
    async close() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return held;
}
