import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Configuration } from 'oidc-provider';
import { newSigningKey } from '../../../../src/identity/broker/openid/signing-key.ts';
import type { ClientKey } from '../../../../src/identity/oidc-client-keys.ts';
import { Failure } from '../../../../src/model/failure.ts';
import { openSelfSigned } from '../../../../src/proxy/tls/self-signed.ts';
import { CLIENT, startHarness } from '../../../support/handoff-harness.ts';
import { startOidcStub } from '../../../support/oidc-stub.ts';

const clientKey = (kid: string, pem = newSigningKey(), certificate?: string): ClientKey => ({ pem, kid, certificate });
const ec = (namedCurve: string): string =>
  generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const publicJwk = ({ pem, kid }: ClientKey): object => ({
  ...createPublicKey(pem).export({ format: 'jwk' }),
  kid,
  use: 'sig',
});

/** The development provider with the gateway registered by its keys; `pushed` makes it insist on pushed requests. */
const byKeys =
  (keys: readonly ClientKey[], pushed = false) =>
  (own: Configuration): Configuration => ({
    ...own,
    clients: own.clients?.map(({ client_secret, ...client }) => ({
      ...client,
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: keys.map(publicJwk) as never },
      require_pushed_authorization_requests: pushed,
    })),
    features: {
      ...own.features,
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: pushed },
    },
  });

describe('a client that signs', () => {
  test('a sign-in with a key and a pushed request, at a provider that insists on both', async () => {
    const [one, two] = [clientKey('one'), clientKey('two', ec('P-256'))];
    const harness = await startHarness({
      configure: byKeys([one, two], true),
      change: (made) => ({ ...made, clientSecret: '', clientKeys: [two, one] }),
    });
    try {
      const wiki = harness.at('wiki.corp.test');
      const browser = await harness.signedIn('alice');
      assert.equal(await harness.whoAt(browser, 'wiki.corp.test'), 'alice');
      const other = harness.client();
      const begun = await other.send(`${wiki}/`);
      const asked = await other.send(`${begun.headers.location}&fragment=`);
      const { searchParams } = new URL(asked.headers.location ?? '');
      assert.deepEqual(
        [...searchParams.keys()].sort(),
        ['client_id', 'request_uri'],
        'nothing else passes the browser',
      );
      const published = await other.send(`${harness.login}/.well-known/sallyport/oidc/corp/jwks`);
      const { keys } = JSON.parse(published.body.toString()) as { keys: Record<string, unknown>[] };
      assert.deepEqual(
        keys.map(({ kid }) => kid),
        ['two', 'one'],
      );
      for (const key of keys)
        for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(key[secret], undefined, secret);
    } finally {
      await harness.close();
    }
  });

  test('a key the provider does not know lets nobody in', async () => {
    const harness = await startHarness({
      configure: byKeys([clientKey('one')]),
      change: (made) => ({
        ...made,
        clientSecret: CLIENT.secret,
        clientKeys: [clientKey('one')],
        pushedRequests: 'required',
      }),
    });
    try {
      await assert.rejects(harness.signedIn('alice'));
      assert.equal(harness.failures.at(-1)?.code, 'sign-in-failed');
      assert.match(harness.failures.at(-1)?.message ?? '', /invalid_client/);
    } finally {
      await harness.close();
    }
  });

  test('an assertion names its key and certificate, is made out to the issuer, and is signed as the provider takes it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-client-key-'));
    const { key: pem, cert: certificate } = await openSelfSigned(directory, 'gateway.test', Date.now());
    rmSync(directory, { recursive: true });
    const stub = await startOidcStub({ clientSecret: '', clientKeys: [clientKey('k', pem, certificate)] });
    try {
      stub.metadata = { token_endpoint_auth_signing_alg_values_supported: ['ES256', 'PS256'] };
      await stub.signIn();
      const sent = stub.requests.find(({ path }) => path === '/token');
      const assertion = sent?.form.get('client_assertion') ?? '';
      const [head = '', body = '', signature = ''] = assertion.split('.');
      const read = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());
      const { fingerprint256 } = new X509Certificate(certificate);
      assert.deepEqual([read(head)['alg'], read(head)['kid']], ['PS256', 'k']);
      assert.equal(
        Buffer.from(String(read(head)['x5t#S256']), 'base64url')
          .toString('hex')
          .toUpperCase(),
        fingerprint256.replaceAll(':', ''),
      );
      const { iss, sub, aud, jti, exp, iat } = read(body);
      assert.deepEqual([iss, sub, aud, typeof jti], ['gw', 'gw', stub.issuer, 'string']);
      assert.ok(Number(exp) - Number(iat) <= 120);
      const key = { key: createPublicKey(pem), padding: 6, saltLength: 32 };
      assert.ok(verify('sha256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url')));
      assert.equal(sent?.form.get('client_secret'), null);
      assert.equal(sent?.headers.authorization, undefined);
    } finally {
      await stub.close();
    }
  });

  test('an RSA key signs by PS256 where the provider takes it, else by RS256, and as the file says', async () => {
    for (const [offered, algorithm, expected] of [
      [['RS256', 'PS256', 'ES256'], undefined, 'PS256'],
      [['RS256', 'ES256'], undefined, 'RS256'],
      [undefined, undefined, 'RS256'],
      [undefined, 'PS256', 'PS256'],
      [['PS256', 'RS256'], 'RS256', 'RS256'],
    ] as const) {
      const stub = await startOidcStub({ clientSecret: '', clientKeys: [{ ...clientKey('k'), algorithm }] });
      try {
        stub.metadata = offered ? { token_endpoint_auth_signing_alg_values_supported: offered } : {};
        await stub.signIn();
        const assertion = stub.requests.find(({ path }) => path === '/token')?.form.get('client_assertion') ?? '';
        const { alg } = JSON.parse(Buffer.from(assertion.split('.')[0] ?? '', 'base64url').toString());
        assert.equal(alg, expected, `${offered?.join()} ${algorithm}`);
      } finally {
        await stub.close();
      }
    }
  });

  test('a key that can sign nothing the provider takes is said in the log, and lets nobody in', async () => {
    const stub = await startOidcStub({ clientSecret: '', clientKeys: [clientKey('k', ec('P-384'))] });
    try {
      stub.metadata = { token_endpoint_auth_signing_alg_values_supported: ['RS256'] };
      await assert.rejects(stub.signIn(), (error) => error instanceof Failure && /RS256.*ES384/.test(error.message));
    } finally {
      await stub.close();
    }
  });
});

describe('pushed requests', () => {
  test('a provider that offers them gets them, one whose metadata lost them does not let anybody pass by where they are always', async () => {
    const stub = await startOidcStub();
    const strict = await startOidcStub({ pushedRequests: 'always' });
    try {
      for (const each of [stub, strict])
        each.metadata = { pushed_authorization_request_endpoint: `${each.issuer}/par` };
      await stub.provider.begin('state');
      assert.equal(stub.asked('/par'), 1);
      assert.equal(stub.requests.find(({ path }) => path === '/par')?.form.get('code_challenge_method'), 'S256');
      strict.metadata = {};
      await assert.rejects(
        strict.provider.begin('state'),
        (error) => error instanceof Failure && error.code === 'provider-unavailable',
      );
    } finally {
      await stub.close();
      await strict.close();
    }
  });

  test('a provider that does not take the pushed request is not gone round', async () => {
    const stub = await startOidcStub();
    try {
      stub.metadata = { pushed_authorization_request_endpoint: `${stub.issuer}/par` };
      for (const [fault, code] of [
        [{ status: 400, body: { error: 'invalid_request' } }, 'sign-in-failed'],
        ['silence', 'provider-unavailable'],
      ] as const) {
        stub.faults.set('/par', fault);
        await assert.rejects(stub.provider.begin('state'), (error) => error instanceof Failure && error.code === code);
      }
    } finally {
      await stub.close();
    }
  });
});
