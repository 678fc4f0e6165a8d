import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createGrants, GRANT_LIFE } from '../../../src/identity/grants.ts';
import type { Routed } from '../../../src/model/exchange.ts';
import type { Device, Session } from '../../../src/model/identity.ts';
import { createHostMap } from '../../../src/rewrite/host-map.ts';

const ORIGINS = ['https://wiki.corp.test', 'https://static.corp.test'];
const hosts = createHostMap({ suffix: 'mcas.localhost', port: 443, form: 'dotted', origins: ORIGINS });
const origin = (host: string) => ({ scheme: 'https', host, port: 443 }) as const;
const FONT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'font', origin: 'https://wiki.corp.test.mcas.localhost' };

function session(id: string, device: Device = { userAgent: 'one' }): Session {
  const user = { provider: 'corp', subject: 'alice', name: 'Alice', groups: [] };
  return { id, user, device, createdAt: 0, expiresAt: Number.MAX_SAFE_INTEGER };
}

function asks(mark: string, headers: Readonly<Record<string, string>> = FONT): Routed {
  const app = { id: 'wiki', hosts: ['wiki.corp.test', 'static.corp.test'].map((host) => ({ origin: origin(host) })) };
  return { method: 'GET', target: '/f.ttf', mark, headers: Object.entries(headers), app } as unknown as Routed;
}

function create(now: () => number, ended: ReadonlySet<string> = new Set(), key = 7) {
  return createGrants(Buffer.alloc(32, key), hosts, { isLive: async (id) => !ended.has(id) }, now);
}

describe('grants', () => {
  test('one is good for its period and the next, and never again', async () => {
    let now = 0;
    const grants = create(() => now);
    const alice = session('s');
    grants.present(alice, 'wiki', '192.0.2.1');
    const { font } = grants.mint(alice, 'wiki');
    const period = GRANT_LIFE * 1000;
    for (const [at, good] of [
      [0, true],
      [2 * period - 1, true],
      [2 * period, false],
      [50 * period, false],
      [-1, false],
    ] as const) {
      now = at;
      assert.equal((await grants.redeem(asks(font)))?.id, good ? 's' : undefined, String(at));
    }
  });

  test('one that was signed with another key, for another app or for another user is none', async () => {
    const grants = create(() => 0);
    const alice = session('s');
    grants.present(alice, 'wiki', '192.0.2.1');
    const others = [
      create(() => 0, new Set(), 8).mint(alice, 'wiki'),
      grants.mint(alice, 'mail'),
      grants.mint({ ...alice, user: { ...alice.user, subject: 'bob' } }, 'wiki'),
    ];
    for (const { font } of others) assert.equal(await grants.redeem(asks(font)), undefined);
  });

  test('it holds while the user has a session in the app, and ends with the last one', async () => {
    const ended = new Set<string>();
    const grants = create(() => 0, ended);
    const { font } = grants.mint(session('a'), 'wiki');
    assert.equal(await grants.redeem(asks(font)), undefined, 'nobody has entered the app yet');
    grants.present(session('a'), 'wiki', '192.0.2.1');
    grants.present(session('b'), 'wiki', '192.0.2.1');
    ended.add('b');
    assert.equal((await grants.redeem(asks(font)))?.id, 'a');
    ended.add('a');
    assert.equal(await grants.redeem(asks(font)), undefined);
  });

  test('one for modules is good for each thing that a module may be, and for nothing else', async () => {
    const grants = create(() => 0);
    grants.present(session('a'), 'wiki', '192.0.2.1');
    const { module, font } = grants.mint(session('a'), 'wiki');
    const redeemed = async (mark: string, destination: string, method = 'GET'): Promise<boolean> =>
      (await grants.redeem({ ...asks(mark, { ...FONT, 'sec-fetch-dest': destination }), method } as Routed)) !==
      undefined;
    for (const destination of ['script', 'worker', 'sharedworker', 'serviceworker', 'audioworklet', 'json', 'style'])
      assert.ok(await redeemed(module, destination), destination);
    for (const destination of ['', 'empty', 'document', 'iframe', 'font', 'image', 'object', 'manifest', 'xslt'])
      assert.ok(!(await redeemed(module, destination)), destination);
    assert.ok(!(await redeemed(module, 'script', 'POST')));
    assert.ok(!(await redeemed(font, 'script')));
    assert.ok(!(await redeemed(module.replace('module', 'font'), 'font')));
  });

  test('one for parts of a page is good without CORS alone, from a page of the app or one that hides itself', async () => {
    const grants = create(() => 0);
    grants.present(session('a'), 'wiki', '192.0.2.1');
    const { part, font, image } = grants.mint(session('a'), 'wiki');
    const own = 'https://wiki.corp.test.mcas.localhost/page';
    const redeemed = async (mark: string, headers: Readonly<Record<string, string>>): Promise<boolean> =>
      (await grants.redeem(asks(mark, headers))) !== undefined;
    const sent = {
      'sec-fetch-mode': 'no-cors',
      'sec-fetch-site': 'same-site',
      'sec-fetch-dest': 'image',
      referer: own,
    };
    assert.ok(await redeemed(part, sent));
    const { referer: _hidden, ...hidden } = sent;
    assert.ok(await redeemed(part, hidden));
    for (const [name, value] of [
      ['sec-fetch-mode', 'cors'],
      ['sec-fetch-mode', 'navigate'],
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-dest', 'document'],
      ['sec-fetch-dest', 'empty'],
      ['sec-fetch-dest', 'font'],
      ['referer', 'https://mail.partner.test.mcas.localhost/'],
      ['referer', 'https://wiki.corp.test/'],
      ['referer', ''],
    ] as const)
      assert.ok(!(await redeemed(part, { ...sent, [name]: value })), `${name}: ${value}`);
    for (const other of [font, image]) assert.ok(!(await redeemed(other, sent)));
  });

  test('one for modules is good for what the host of a service worker asks for it, and for nothing else of that host', async () => {
    const grants = create(() => 0);
    grants.present(session('a'), 'wiki', '192.0.2.1');
    const { module, font, image, part } = grants.mint(session('a'), 'wiki');
    const redeemed = async (mark: string, headers: Readonly<Record<string, string>>): Promise<boolean> =>
      (await grants.redeem(asks(mark, headers))) !== undefined;
    const sent = {
      'sec-fetch-mode': 'same-origin',
      'sec-fetch-site': 'same-origin',
      'sec-fetch-dest': 'serviceworker',
    };
    assert.ok(await redeemed(module, sent));
    assert.ok(await redeemed(module, { ...sent, 'sec-fetch-mode': 'cors' }), 'an import while a new one is looked for');
    for (const [name, value] of [
      ['sec-fetch-mode', 'navigate'],
      ['sec-fetch-mode', 'no-cors'],
      ['sec-fetch-site', 'same-site'],
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-site', 'none'],
      ['sec-fetch-dest', 'empty'],
      ['sec-fetch-dest', 'document'],
      ['sec-fetch-dest', 'script'],
      ['sec-fetch-dest', 'worker'],
    ] as const)
      assert.ok(!(await redeemed(module, { ...sent, [name]: value })), `${name}: ${value}`);
    for (const other of [font, image, part]) assert.ok(!(await redeemed(other, sent)));
  });

  const OPENED = {
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-dest': 'iframe',
    origin: 'null',
    'user-agent': 'one',
  };

  test('one for a sandbox shows a frame where its session was last seen, and in that browser', async () => {
    const grants = create(() => 0);
    grants.present(session('a'), 'wiki', '192.0.2.1');
    const { opaque, part, module } = grants.mint(session('a'), 'wiki');
    const shown = async (mark: string, address: string, headers: Record<string, string> = OPENED, method = 'GET') =>
      (await grants.redeem({ ...asks(mark, headers), method, remoteAddress: address }))?.id;
    assert.equal(await shown(opaque, '192.0.2.1'), 'a');
    assert.equal(await shown(opaque, '192.0.2.2'), undefined);
    assert.equal(await shown(opaque, '192.0.2.1', { ...OPENED, 'user-agent': 'two' }), undefined);
    assert.equal(await shown(opaque, '192.0.2.1', OPENED, 'POST'), undefined);
    for (const [name, value] of [
      ['sec-fetch-mode', 'no-cors'],
      ['sec-fetch-mode', 'cors'],
      ['sec-fetch-site', 'same-site'],
      ['sec-fetch-dest', 'document'],
      ['origin', 'https://wiki.corp.test.mcas.localhost'],
    ] as const)
      assert.equal(await shown(opaque, '192.0.2.1', { ...OPENED, [name]: value }), undefined, `${name}: ${value}`);
    for (const other of [part, module]) assert.equal(await shown(other, '192.0.2.1'), undefined);
    grants.present(session('a'), 'wiki', '192.0.2.2');
    assert.equal(await shown(opaque, '192.0.2.2'), 'a', 'its user has moved');
    assert.equal(await shown(opaque, '192.0.2.1'), undefined);
  });

  test('one for a sandbox covers what is opened in a session of its user, in its app and period alone', () => {
    let now = 0;
    const grants = create(() => now);
    const alice = session('a');
    const { opaque, part } = grants.mint(alice, 'wiki');
    const covers = (mark: string, headers: Record<string, string> = OPENED, method = 'GET', whose = alice): boolean =>
      grants.covers({ ...asks(mark, headers), method } as Routed, whose);
    for (const method of ['GET', 'POST']) assert.ok(covers(opaque, OPENED, method), method);
    assert.ok(covers(opaque, { ...OPENED, 'sec-fetch-dest': 'document' }, 'POST'));
    assert.ok(!covers(part));
    assert.ok(!covers(grants.mint(alice, 'mail').opaque));
    assert.ok(!covers(create(() => 0, new Set(), 8).mint(alice, 'wiki').opaque));
    const bob = { ...alice, user: { ...alice.user, subject: 'bob' } };
    assert.ok(!covers(opaque, OPENED, 'GET', bob));
    assert.ok(!covers(opaque, OPENED, 'PUT'));
    assert.ok(!covers(opaque, { ...OPENED, referer: 'https://evil.test/' }));
    assert.ok(!covers(opaque, { ...OPENED, upgrade: 'websocket' }));
    now = 2 * GRANT_LIFE * 1000;
    assert.ok(!covers(opaque));
  });

  test('the device is unknown when it could be one of several', async () => {
    const grants = create(() => 0);
    const { font } = grants.mint(session('a'), 'wiki');
    grants.present(session('a', { userAgent: 'one', tags: ['compliant'] }), 'wiki', '192.0.2.1');
    grants.present(session('b', { userAgent: 'two', tags: [] }), 'wiki', '192.0.2.1');
    const deviceOf = async (browser: string): Promise<Device | undefined> =>
      (await grants.redeem(asks(font, { ...FONT, 'user-agent': browser })))?.device;
    assert.deepEqual((await deviceOf('one'))?.tags, ['compliant']);
    assert.deepEqual((await deviceOf('two'))?.tags, []);
    assert.equal((await deviceOf('three'))?.tags, undefined);
  });
});
