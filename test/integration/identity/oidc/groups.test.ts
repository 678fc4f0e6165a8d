import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { userOf } from '../../../../src/identity/claims.ts';
import type { GroupsAddress } from '../../../../src/identity/fetch-groups.ts';
import { Failure } from '../../../../src/model/failure.ts';
import { type OidcStub, startOidcStub } from '../../../support/oidc-stub.ts';

const POINTER = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: 'https://evil.test/steal' } },
};

describe('groups that do not fit into a token', () => {
  let stub: OidcStub;
  afterEach(() => stub.close());
  const start = async (change: Partial<GroupsAddress> = {}, userinfo = false): Promise<void> => {
    stub = await startOidcStub({}, (issuer) => ({
      userinfo,
      groups: { url: `${issuer}/groups`, method: 'POST', securityOnly: true, when: 'missing', ...change },
    }));
  };
  const groups = async (): Promise<unknown> => (await stub.signIn()).claims['groups'];
  const code =
    (wanted: string, says = /./) =>
    (error: unknown): boolean =>
      error instanceof Failure && error.code === wanted && says.test(error.message);

  test('are fetched with the access token, page by page, from the address configured and never from the token’s', async () => {
    await start();
    stub.claims = POINTER;
    stub.faults.set('/groups', { body: { value: ['a', 'b'], '@odata.nextLink': `${stub.issuer}/groups?page=2` } });
    stub.faults.set('/groups?page=2', { body: { value: [{ id: 'c' }, 'a'] } });
    assert.deepEqual(await groups(), ['a', 'b', 'c']);
    const [first, second] = stub.requests.filter(({ path }) => path.startsWith('/groups'));
    assert.deepEqual([first?.method, first?.body], ['POST', '{"securityEnabledOnly":true}']);
    assert.deepEqual([second?.method, second?.body], ['GET', '']);
    for (const each of [first, second]) assert.equal(each?.headers.authorization, 'Bearer access');
    stub.claims = { hasgroups: true };
    assert.deepEqual(await groups(), ['a', 'b', 'c']);
  });

  test('are not asked for where the token has them, unless always', async () => {
    await start();
    stub.claims = { groups: ['of-the-token'] };
    assert.deepEqual(await groups(), ['of-the-token']);
    assert.equal(stub.asked('/groups'), 0);
    await stub.close();
    await start({ when: 'always', method: 'GET' });
    stub.claims = { groups: ['of-the-token'] };
    stub.faults.set('/groups', { body: { value: [] } });
    assert.deepEqual(await groups(), []);
    assert.equal(stub.requests.find(({ path }) => path === '/groups')?.method, 'GET');
  });

  test('an address that refuses, lies, leads elsewhere or never ends lets nobody in with part of the groups', async () => {
    await start();
    stub.claims = POINTER;
    const { port } = new URL(stub.issuer);
    const more = (link: unknown): object => ({ body: { value: ['a'], '@odata.nextLink': link } });
    const attacks: Record<string, object> = {
      refused: { status: 403, body: { error: {} } },
      redirected: { status: 302, body: '' },
      'no JSON': { type: 'text/html', body: '<h1>sign in</h1>' },
      'no list': { body: { value: 'a' } },
      nothing: { body: 'null' },
      'a group that is no text': { body: { value: ['a', 7] } },
      'a group without a name': { body: { value: [''] } },
      'a name without end': { body: { value: ['a'.repeat(2000)] } },
      'the next page at another host': more('https://evil.test/steal'),
      'the next page at another port': more(`https://stub.corp.localhost:${Number(port) - 1}/groups`),
      'the next page in the clear': more(`http://stub.corp.localhost:${port}/groups`),
      'a next page that is no address': more({}),
      'pages without end': more(`${stub.issuer}/groups`),
      'too many': { body: { value: Array.from({ length: 20_001 }, (_, index) => `g${index}`) } },
    };
    for (const [what, attack] of Object.entries(attacks)) {
      stub.faults.set('/groups', attack as never);
      await assert.rejects(stub.signIn(), code('groups-missing'), what);
    }
    for (const silence of ['silence', { status: 429, body: {} }, { status: 502, body: '' }] as const) {
      stub.faults.set('/groups', silence);
      await assert.rejects(stub.signIn(), code('provider-unavailable'), JSON.stringify(silence));
    }
  });

  test('claims of the UserInfo endpoint are added and override nothing; one of somebody else is refused', async () => {
    await start({}, true);
    stub.claims = { email: 'of-the-token@corp.test' };
    stub.faults.set('/userinfo', { body: { sub: 'bob', email: 'other@corp.test', groups: ['a'], tier: 'x' } });
    const { claims } = await stub.signIn();
    assert.deepEqual([claims['email'], claims['groups'], claims['tier']], ['of-the-token@corp.test', ['a'], 'x']);
    assert.equal(stub.asked('/groups'), 0);
    stub.faults.set('/userinfo', { body: { sub: 'admin', groups: ['admins'] } });
    await assert.rejects(stub.signIn(), code('sign-in-failed'));
  });
});

test('a claim is found by name, by URI, or where it lies in another', () => {
  const claims = {
    sub: 'bob',
    'https://corp.test/groups': ['by-uri'],
    realm_access: { roles: ['nested'] },
    'a/b': { '~': ['escaped'] },
    '/realm_access/odd': ['by-name'],
  };
  const found = (groups: string): readonly string[] =>
    userOf('corp', claims, { claims: { name: 'name', email: 'email', groups }, deviceTags: [] }).groups;
  assert.deepEqual(found('https://corp.test/groups'), ['by-uri']);
  assert.deepEqual(found('/realm_access/roles'), ['nested']);
  assert.deepEqual(found('/a~1b/~0'), ['escaped']);
  assert.deepEqual(found('/realm_access/odd'), ['by-name']);
  for (const none of [
    '/realm_access/none',
    '/sub/length',
    '/realm_access/__proto__',
    'constructor',
    '/constructor/name',
    'realm_access.roles',
  ])
    assert.deepEqual(found(none), [], none);
});
