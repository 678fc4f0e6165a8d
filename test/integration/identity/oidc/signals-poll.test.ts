import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { afterEach, describe, test } from 'node:test';
import { newSigningKey, signingJwk } from '../../../../src/identity/broker/openid/signing-key.ts';
import type { SignInDesk } from '../../../../src/identity/identity-provider.ts';
import { type OidcStub, startOidcStub } from '../../../support/oidc-stub.ts';

const REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';

describe('security events that are fetched', () => {
  let stub: OidcStub;
  let stop: (() => void) | undefined;
  afterEach(async () => {
    stop?.();
    await stub.close();
  });

  const seen: string[] = [];
  let fails = false;
  const desk = {
    signalled: async (_inbound: unknown, names: readonly (readonly string[])[], effect: string) => {
      if (fails) throw new Error('the store is down');
      seen.push(`${effect} ${names.join()}`);
      return 1;
    },
  } as unknown as SignInDesk;

  const set = (sub: string, jti: string, signer = stub.keys[0] ?? ''): string =>
    stub.token(
      {
        iss: stub.issuer,
        aud: 'receiver',
        iat: Math.floor(Date.now() / 1000),
        jti,
        sub_id: { format: 'iss_sub', iss: stub.issuer, sub },
        events: { [REVOKED]: {} },
      },
      { typ: 'secevent+jwt', kid: signingJwk(stub.keys[0] ?? '').kid },
      signer,
    );
  async function until(what: () => boolean): Promise<void> {
    for (let look = 0; look < 12_000 && !what(); look++) await new Promise((next) => setTimeout(next, 10));
    assert.ok(what());
  }
  const rounds = (): Record<string, unknown>[] =>
    stub.requests.filter(({ path }) => path === '/poll').map(({ body }) => JSON.parse(body));

  async function start(jwksUri = true): Promise<void> {
    seen.length = 0;
    stub = await startOidcStub({}, (issuer) => ({
      signals: {
        issuer,
        audience: 'receiver',
        jwksUri: jwksUri ? `${issuer}/jwks` : undefined,
        pushToken: undefined,
        poll: { url: `${issuer}/poll`, token: 'poll-token', every: 20 },
      },
    }));
  }

  test('are taken once, those that are none are refused, and the transmitter is told of both', async () => {
    await start();
    const [good, bad] = [randomUUID(), randomUUID()];
    stub.faults.set('/poll', { body: { sets: { [good]: set('bob', good), [bad]: set('eve', bad, newSigningKey()) } } });
    stop = stub.provider.listen?.(desk);
    await until(() => rounds().length >= 3);
    stub.faults.set('/poll', { body: { sets: {} } });
    assert.deepEqual(seen, ['end sub bob']);
    const [first, second] = rounds();
    assert.deepEqual(first, { maxEvents: 50, returnImmediately: true, ack: [], setErrs: {} });
    assert.deepEqual(second?.['ack'], [good]);
    assert.deepEqual(Object.keys(second?.['setErrs'] ?? {}), [bad]);
    assert.equal(stub.requests.find(({ path }) => path === '/poll')?.headers.authorization, 'Bearer poll-token');
    const told = rounds().length;
    await until(() =>
      rounds()
        .slice(told)
        .some(({ ack }) => Array.isArray(ack) && ack.length === 0),
    );
  });

  test('an event that could not be done is not acknowledged, and works when it comes again', async () => {
    await start();
    fails = true;
    const jti = randomUUID();
    stub.faults.set('/poll', { body: { sets: { [jti]: set('bob', jti) } } });
    stop = stub.provider.listen?.(desk);
    await until(() => rounds().length >= 2);
    assert.ok(rounds().every(({ ack }) => Array.isArray(ack) && ack.length === 0));
    fails = false;
    await until(() => rounds().some(({ ack }) => Array.isArray(ack) && ack[0] === jti));
    assert.deepEqual(seen, ['end sub bob']);
  });

  test('a transmitter that fails or talks nonsense is asked again, and the log says so', async () => {
    await start(false);
    stop = stub.provider.listen?.(desk);
    for (const fault of ['silence', { status: 500, body: '' }, { body: '[]' }, { body: 'no json' }] as const) {
      stub.faults.set('/poll', fault);
      const told = stub.warnings.length;
      await until(() => stub.warnings.length > told);
    }
    const jti = randomUUID();
    stub.faults.set('/.well-known/ssf-configuration', {
      body: { issuer: stub.issuer, jwks_uri: `${stub.issuer}/jwks` },
    });
    stub.faults.set('/poll', { body: { sets: { [jti]: set('bob', jti) } } });
    await until(() => seen.length > 0);
    assert.deepEqual(seen, ['end sub bob'], 'its keys are found by its configuration');
  });
});
