import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { newSigningKey } from '../../../../src/identity/broker/openid/signing-key.ts';
import { Failure } from '../../../../src/model/failure.ts';
import { type OidcStub, startOidcStub } from '../../../support/oidc-stub.ts';

const METADATA = '/.well-known/openid-configuration';

const code =
  (wanted: string) =>
  (error: unknown): boolean =>
    error instanceof Failure && error.code === wanted;

describe('a provider that fails', () => {
  let stub: OidcStub;
  beforeEach(async () => {
    stub = await startOidcStub();
  });
  afterEach(() => stub.close());

  test('a provider whose metadata cannot be had is asked again with growing pauses, and the log says why', async () => {
    stub.faults.set(METADATA, { status: 503, body: 'down' });
    for (const pause of [3000, 6000, 12_000]) {
      const before = stub.asked(METADATA);
      await Promise.all([1, 2, 3].map(() => assert.rejects(stub.signIn(), code('provider-unavailable'))));
      assert.equal(stub.asked(METADATA), before + 1, 'visitors share one look');
      stub.clock.now += pause - 1;
      await assert.rejects(stub.signIn(), code('provider-unavailable'));
      assert.equal(stub.asked(METADATA), before + 1, 'not asked during the pause');
      stub.clock.now += 1;
    }
    assert.match(stub.warnings[0] ?? '', /no metadata; asked again in 3 s: .*answered 503/);
    assert.equal(stub.warnings.length, 3);
    stub.faults.clear();
    assert.equal((await stub.signIn()).claims['sub'], 'bob');
  });

  test('metadata of another issuer, without keys, or that is none lets nobody in', async () => {
    const bad = [{ issuer: 'https://evil.test' }, { issuer: `${stub.issuer}/tenant` }, { jwks_uri: undefined }];
    for (const metadata of bad) {
      stub.metadata = metadata;
      await assert.rejects(stub.signIn(), code('provider-unavailable'), JSON.stringify(metadata));
      stub.clock.now += 60_000;
    }
    stub.metadata = {};
    stub.faults.set(METADATA, { type: 'text/html', body: '<h1>hello</h1>' });
    await assert.rejects(stub.signIn(), code('provider-unavailable'));
  });

  test('known metadata and keys are used on while the provider gives out neither', async () => {
    await stub.signIn();
    stub.faults.set(METADATA, 'silence');
    stub.clock.now += 25 * 3_600_000;
    assert.equal((await stub.signIn()).claims['sub'], 'bob');
    for (let look = 0; look < 6000 && stub.warnings.length === 0; look++)
      await new Promise((next) => setTimeout(next, 20));
    assert.match(stub.warnings[0] ?? '', /what is known is used on/);
    stub.faults.set('/jwks', { status: 500, body: 'down' });
    assert.equal((await stub.signIn()).claims['sub'], 'bob');
  });

  test('OIDC-11: a new key is found without a restart, and made-up key names do not have the keys fetched again and again', async (t) => {
    await stub.signIn();
    assert.equal(stub.asked('/jwks'), 1);
    const first = stub.keys[0] ?? '';
    const bad = { ...stub.tokens };
    for (let round = 0; round < 200; round++) {
      stub.tokens = { id_token: stub.token({ iss: stub.issuer, aud: 'gw', sub: 'bob' }, { kid: `made-up-${round}` }) };
      await assert.rejects(stub.signIn(), code('sign-in-failed'));
    }
    assert.ok(stub.asked('/jwks') <= 2, `${stub.asked('/jwks')} looks`);
    stub.tokens = bad;
    const second = await startOidcStub();
    try {
      await second.signIn();
      second.keys = [newSigningKey()];
      // jose counts its cool-down by the clock of the machine, from the last fetch.
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
      let found: unknown;
      for (let look = 0; look < 120 && found === undefined; look++) {
        found = await second.signIn().catch(() => undefined);
        t.mock.timers.setTime(Date.now() + 1000);
      }
      assert.ok(found);
      assert.ok(second.asked('/jwks') <= 3);
    } finally {
      await second.close();
    }
    assert.equal(stub.keys[0], first);
  });

  test('OIDC-09: a token signed with what everybody has is no token', async () => {
    const [pem = ''] = stub.keys;
    const head = (header: object): string => Buffer.from(JSON.stringify(header)).toString('base64url');
    const at = Math.floor(Date.now() / 1000);
    const forged = (secret: string): string => {
      const claims = { iss: stub.issuer, aud: 'gw', sub: 'admin', iat: at, exp: at + 300 };
      const text = `${head({ alg: 'HS256' })}.${head(claims)}`;
      return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
    };
    const publicKey = createPublicKey(pem);
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }) as string,
      String(publicKey.export({ format: 'jwk' })['n']),
      'secret-of-the-gateway',
    ];
    for (const secret of secrets) {
      stub.tokens = { id_token: forged(secret) };
      await assert.rejects(stub.signIn(), code('sign-in-failed'));
    }
    stub.tokens = { id_token: `${head({ alg: 'none' })}.${head({ iss: stub.issuer, aud: 'gw', sub: 'admin' })}.` };
    await assert.rejects(stub.signIn(), code('sign-in-failed'));
  });

  test('OIDC-13: an issuer that differs by a slash, a case, a port or a tenant is another one', async () => {
    const bare = stub.issuer.replace(/:\d+$/, '');
    assert.notEqual(bare, stub.issuer);
    for (const iss of [
      `${stub.issuer}/`,
      stub.issuer.toUpperCase(),
      bare,
      `${stub.issuer}/tenant`,
      stub.issuer.replace('stub', '{tenantid}'),
      'https://evil.test',
    ]) {
      stub.claims = { iss };
      await assert.rejects(stub.signIn(), code('sign-in-failed'), iss);
    }
  });

  test('OIDC-23: a token too large, or packed, is refused', async () => {
    stub.tokens = { id_token: `${'a'.repeat(5_000_000)}.b.c` };
    await assert.rejects(stub.signIn(), code('provider-unavailable'));
    const header = Buffer.from(JSON.stringify({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' })).toString('base64url');
    stub.tokens = { id_token: `${header}..${'A'.repeat(16)}.${'A'.repeat(90_000)}.${'A'.repeat(22)}` };
    await assert.rejects(stub.signIn(), code('sign-in-failed'));
  });

  test('OIDC-05: PKCE is S256, whatever the metadata says', async () => {
    for (const metadata of [{ code_challenge_methods_supported: ['plain'] }, {}]) {
      stub.metadata = metadata;
      const { onward } = await stub.provider.begin('state');
      const asked = new URL('url' in onward ? onward.url : '').searchParams;
      assert.equal(asked.get('code_challenge_method'), 'S256');
      assert.match(asked.get('code_challenge') ?? '', /^[\w-]{43}$/);
      stub.clock.now += 25 * 3_600_000;
    }
  });

  test('OIDC-07: an answer of another issuer, or without the issuer it promised, reaches no token endpoint', async () => {
    const before = stub.asked('/token');
    await assert.rejects(
      stub.signIn((answer) => answer.set('iss', 'https://honest.test')),
      code('sign-in-failed'),
    );
    stub.metadata = { authorization_response_iss_parameter_supported: true };
    const strict = await startOidcStub();
    try {
      strict.metadata = { authorization_response_iss_parameter_supported: true };
      await assert.rejects(strict.signIn(), code('sign-in-failed'));
      assert.equal(strict.asked('/token'), 0);
      await strict.signIn((answer) => answer.set('iss', strict.issuer));
      assert.equal(strict.asked('/token'), 1);
    } finally {
      await strict.close();
    }
    assert.equal(stub.asked('/token'), before);
  });

  test('a person the provider refuses is told so; what it says reaches the log without control characters, and no page', async () => {
    await assert.rejects(
      stub.signIn((answer) => {
        answer.delete('code');
        answer.set('error', 'access_denied');
        answer.set('error_description', 'AADSTS53003: blocked\n\u001b[31mby policy');
      }),
      (error) => {
        assert.ok(error instanceof Failure);
        assert.equal(error.code, 'sign-in-denied');
        assert.match(error.message, /access_denied AADSTS53003: blocked {2}\[31mby policy$/);
        return true;
      },
    );
    await assert.rejects(
      stub.signIn((answer) => {
        answer.delete('code');
        answer.set('error', '<script>alert(1)</script>');
      }),
      code('sign-in-failed'),
    );
    assert.equal(stub.asked('/token'), 0);
  });

  test('a provider may take as long as the setting says and no longer', async () => {
    const given = async (path: string): Promise<void> => {
      const hasty = await startOidcStub({ timeout: 3000 });
      try {
        hasty.faults.set(path, 'never');
        await assert.rejects(hasty.signIn(), code('provider-unavailable'));
        assert.equal(hasty.asked(path), 1);
      } finally {
        await hasty.close();
      }
    };
    await Promise.all(['/.well-known/openid-configuration', '/token', '/jwks'].map(given));
  });

  test('clocks may differ by the setting and by no more', async () => {
    const at = Math.floor(Date.now() / 1000);
    const wide = await startOidcStub({ clockSkew: 300_000 });
    try {
      for (const late of [
        { exp: at - 120, iat: at - 400 },
        { iat: at + 100, nbf: at + 100, exp: at + 400 },
      ]) {
        [stub.claims, wide.claims] = [late, late];
        await assert.rejects(stub.signIn(), code('sign-in-failed'));
        assert.equal((await wide.signIn()).claims['sub'], 'bob');
      }
      wide.claims = { exp: at - 400, iat: at - 800 };
      await assert.rejects(wide.signIn(), code('sign-in-failed'));
    } finally {
      await wide.close();
    }
  });
});

describe('an address of its own for each provider', () => {
  test('OIDC-07: an answer to another provider’s address is refused before its code goes anywhere', async () => {
    const own = await startOidcStub({ ownCallback: true });
    try {
      const { onward, checks } = await own.provider.begin('state');
      const asked = new URL('url' in onward ? onward.url : '').searchParams;
      const mine = 'https://login.mcas.localhost:8443/.well-known/sallyport/oidc/stub/callback';
      assert.equal(asked.get('redirect_uri'), mine);
      for (const other of [
        'https://login.mcas.localhost:8443/.well-known/sallyport/callback',
        'https://login.mcas.localhost:8443/.well-known/sallyport/oidc/other/callback',
      ])
        await assert.rejects(
          own.provider.finish(`${other}?code=c&state=state`, 'state', checks),
          code('sign-in-failed'),
        );
      assert.equal(own.asked('/token'), 0);
    } finally {
      await own.close();
    }
  });

  test('OIDC-07: the log asks for one where answers of several providers could not be told apart', async () => {
    for (const [change, metadata, amongOthers, warned] of [
      [{}, {}, true, true],
      [{ ownCallback: true }, {}, true, false],
      [{}, { authorization_response_iss_parameter_supported: true }, true, false],
      [{}, {}, false, false],
    ] as const) {
      const each = await startOidcStub(change, undefined, amongOthers);
      try {
        each.metadata = metadata;
        await each.provider.begin('state');
        assert.equal(/set `ownCallback`/.test(each.warnings.join()), warned, JSON.stringify([change, metadata]));
      } finally {
        await each.close();
      }
    }
  });
});
