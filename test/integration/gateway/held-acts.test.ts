import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type DefaultTreeAdapterMap, parse } from 'parse5';
import type { ActivityProfile } from '../../../src/catalog/profile.ts';
import { STRONG } from '../../../src/demo/idp/dev-idp.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const named = (id: string) => ({ id, name: id, severity: 'high', mode: 'active' }) as const;
const STEP_UP = { action: 'step-up', stepUp: { strengths: [STRONG] } } as const;
const POLICIES: readonly PolicyDocument[] = [
  { ...named('strong-deletes'), control: 'activities', activities: ['delete-item'], ...STEP_UP },
  { ...named('strong-uploads'), control: 'upload', when: { path: ['/files*'] }, ...STEP_UP },
  {
    ...named('strong-programs'),
    control: 'upload',
    when: { path: ['/looked-into*'], content: { types: ['text/plain'] } },
    ...STEP_UP,
  } as PolicyDocument,
  { ...named('why-edit'), control: 'activities', activities: ['edit-item'], action: 'warn' },
];
const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' };
const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
const DELETION = 'action=delete&title=Plan+%26+B&note=a%0D%0Ab&token=t';
const AGAIN = '/.well-known/sallyport/again';

/** A deletion that only the answer tells of. */
const TOLD: ActivityProfile = {
  id: 'told',
  name: 'Told by the answer',
  rules: [{ id: 'gone', activity: 'delete-item', about: 'gone', method: ['POST'], path: ['/gone'], status: ['200'] }],
};

type Element = DefaultTreeAdapterMap['element'];

/** What a page that keeps a form holds: where it goes, what it sends without its files, what its script puts in, and the link. */
function heldIn({ body }: Answer) {
  const all: Element[] = [];
  const scripts: string[] = [];
  const walk = (node: DefaultTreeAdapterMap['node']): void => {
    if ('tagName' in node) all.push(node);
    if (node.nodeName === 'script' && 'childNodes' in node)
      for (const each of node.childNodes) if ('value' in each) scripts.push(each.value);
    if ('childNodes' in node) node.childNodes.forEach(walk);
  };
  walk(parse(body.toString()));
  const attributes = (element: Element | undefined) =>
    Object.fromEntries((element?.attrs ?? []).map(({ name, value }) => [name, value]));
  const form = attributes(all.find(({ tagName }) => tagName === 'form'));
  const inputs = all.filter(({ tagName }) => tagName === 'input').map(attributes);
  const link = attributes(all.find((each) => attributes(each)['target'] === '_blank'));
  const files = JSON.parse(/^(\[.*?\])\.forEach/.exec(scripts.join(''))?.[1] ?? 'null') as string[][] | null;
  return { form, inputs, files, next: link['href'] ?? '' };
}

describe('what is sent and interrupted goes on afterwards', () => {
  let gateway: TestGateway;
  let wiki: string;
  let login: string;
  const reached: { readonly url: string; readonly body: string }[] = [];
  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) => ({ ...app, profile: app.id === 'wiki' ? 'mediawiki' : TOLD.id })),
        profiles: [TOLD],
      }),
      handler: (request, response) => {
        let body = '';
        request.setEncoding('latin1').on('data', (chunk: string) => (body += chunk));
        request.on('end', () => {
          if (request.method === 'POST') reached.push({ url: request.url ?? '', body });
          response.end('done');
        });
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    login = `https://login.mcas.localhost:${gateway.port}`;
  });
  after(() => gateway?.close());

  const post = (client: BrowserClient, path: string, body: string | Buffer, headers: Record<string, string> = FORM) =>
    client.send(`${wiki}${path}`, { method: 'POST', headers: { origin: wiki, ...headers }, body });
  const urlencoded = (inputs: readonly Record<string, string>[]): string =>
    new URLSearchParams(inputs.map(({ name = '', value = '' }) => [name, value])).toString();

  async function stepUp(client: BrowserClient, next: string): Promise<void> {
    const back = await client.signIn(await client.navigate(next), 'alice', 'a');
    assert.deepEqual([back.status, back.url], [200, `${wiki}${AGAIN}`]);
    assert.match(back.body.toString(), /new BroadcastChannel\("sallyport-again"\)\.postMessage/);
  }

  test('a form waits in its page for the stronger sign-in, and is sent as it was', async () => {
    reached.length = 0;
    const alice = await gateway.signedIn('alice');
    const answer = await post(alice, '/index.php?a=1', DELETION);
    assert.equal(answer.status, 401);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.match(String(answer.headers['content-security-policy']), /frame-ancestors 'none'/);
    const { form, inputs, next } = heldIn(answer);
    assert.deepEqual([form['method'], form['action']], ['post', '/index.php?a=1']);
    assert.equal(urlencoded(inputs), DELETION);
    assert.deepEqual(reached, [], 'nothing has reached the app');
    await stepUp(alice, next);
    assert.equal((await post(alice, form['action'] ?? '', urlencoded(inputs))).body.toString(), 'done');
    assert.deepEqual(reached, [{ url: '/index.php?a=1', body: DELETION }]);
  });

  test('who does not sign in more strongly stays refused, however often', async () => {
    reached.length = 0;
    const alice = await gateway.signedIn('alice');
    for (let turn = 0; turn < 3; turn++) assert.equal((await post(alice, '/index.php', DELETION)).status, 401);
    assert.deepEqual(reached, []);
  });

  test('the sign-in of one is of no use to another', async () => {
    reached.length = 0;
    const [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
    const { next } = heldIn(await post(alice, '/index.php', DELETION));
    const stranger = await bob.navigate(next);
    const back = stranger.status === 200 ? await bob.signIn(stranger, 'bob', 'b') : stranger;
    assert.ok(back.status >= 400, `${back.status} ${back.url}`);
    assert.equal((await post(alice, '/index.php', DELETION)).status, 401);
    assert.deepEqual(reached, []);
  });

  test('a script is told where, with 401, and its page goes on', async () => {
    reached.length = 0;
    const alice = await gateway.signedIn('alice');
    const answer = await post(alice, '/api.php', DELETION, { ...FORM, ...FETCH });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers['sallyport-decision'], 'step-up');
    const { error, activity, next } = JSON.parse(answer.body.toString()) as Record<string, string>;
    assert.deepEqual([error, activity], ['step-up', 'delete-item']);
    assert.equal(answer.headers['www-authenticate'], `Sallyport realm="step-up", uri="${next}"`);
    await stepUp(alice, next ?? '');
    assert.equal((await post(alice, '/api.php', DELETION, { ...FORM, ...FETCH })).status, 200);
    assert.equal(reached.length, 1);
  });

  test('a form that waits for a reason is let through once, for the reason', async () => {
    reached.length = 0;
    const edit = 'action=edit&title=Plan&text=x';
    const alice = await gateway.signedIn('alice');
    const answer = await post(alice, '/api.php', edit);
    assert.equal(answer.status, 403);
    const { inputs, next } = heldIn(answer);
    assert.ok(next.startsWith(`${login}/`));
    const given = await alice.send(next, {
      method: 'POST',
      headers: { ...FORM, origin: login },
      body: 'reason=for+the+board',
    });
    assert.deepEqual([given.status, given.headers.location], [303, `${wiki}${AGAIN}?reason`]);
    assert.match((await alice.navigate(given.headers.location ?? '')).body.toString(), /postMessage/);
    assert.equal((await post(alice, '/api.php', urlencoded(inputs))).status, 200);
    assert.equal((await post(alice, '/api.php', urlencoded(inputs))).status, 403, 'the reason was for one');
    assert.deepEqual(reached, [{ url: '/api.php', body: edit }]);
  });

  const multipart = (...parts: readonly string[]): string =>
    `${parts.map((part) => `--b\r\nContent-Disposition: form-data; ${part}\r\n`).join('')}--b--\r\n`;
  const MULTIPART = { ...FORM, 'content-type': 'multipart/form-data; boundary=b' };
  const FILES = multipart(
    'name="title"\r\n\r\nGr\xc3\xbc\xc3\x9fe',
    'name="file"; filename="a%22b.bin"\r\nContent-Type: application/x-any\r\n\r\n\x00\xff\r\n--c\r\n',
    'name="none"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n',
  );

  for (const path of ['/files', '/looked-into'])
    test(`a small upload by form waits with its files: ${path}`, async () => {
      reached.length = 0;
      const alice = await gateway.signedIn('alice');
      const text = 'name="text"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nplain text, and more of it';
      const sent = path === '/files' ? FILES : multipart(text);
      const answer = await post(alice, path, Buffer.from(sent, 'latin1'), MULTIPART);
      assert.equal(answer.status, 401);
      const { form, inputs, files, next } = heldIn(answer);
      assert.equal(form['enctype'], 'multipart/form-data');
      if (path === '/files') {
        assert.deepEqual(
          inputs.map(({ type, name, value }) => [type, name, value]),
          [
            ['hidden', 'title', 'Grüße'],
            ['file', 'file', undefined],
            ['file', 'none', undefined],
          ],
        );
        const bytes = Buffer.from('\x00\xff\r\n--c\r\n', 'latin1').toString('base64');
        assert.deepEqual(files, [['file-1', 'a%22b.bin', 'application/x-any', bytes]]);
      } else assert.deepEqual(files?.[0]?.[3], Buffer.from('plain text, and more of it').toString('base64'));
      assert.deepEqual(reached, []);
      await stepUp(alice, next);
      assert.equal((await post(alice, path, Buffer.from(sent, 'latin1'), MULTIPART)).status, 200);
      assert.deepEqual(reached, [{ url: path, body: sent }]);
    });

  test('what the app has done already is not sent a second time: its answer is kept back', async () => {
    reached.length = 0;
    const mail = gateway.suffix('mail.partner.test');
    const alice = await gateway.signedIn('alice');
    await alice.navigate(`${mail}/`);
    const headers = { ...FORM, origin: mail };
    const answer = await alice.send(`${mail}/gone`, { method: 'POST', headers, body: 'a=1' });
    assert.deepEqual([answer.status, reached.length], [403, 1]);
    assert.equal(heldIn(answer).form['action'], undefined);
    assert.doesNotMatch(answer.body.toString(), /did not reach|done/);
  });

  test('what may be another site’s, is too large or of another shape is not kept, and the page says so', async () => {
    reached.length = 0;
    const alice = await gateway.signedIn('alice');
    for (const [why, body, change] of [
      ['a sibling host', DELETION, { 'sec-fetch-site': 'same-site', origin: gateway.suffix('static.corp.test') }],
      ['another site', DELETION, { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }],
      ['no origin', DELETION, { origin: 'null' }],
      ['large', `${DELETION}&more=${'a'.repeat(1_100_000)}`, {}],
      ['no UTF-8', `${DELETION}&more=%E9`, {}],
    ] as const) {
      const answer = await post(alice, '/index.php', body, { ...FORM, ...change });
      // A body that nobody can read counts as everything that it may be.
      assert.equal(answer.status, why === 'large' ? 403 : 401, why);
      assert.match(answer.body.toString(), /did not reach Wiki/, why);
      assert.equal(heldIn(answer).form['action'], undefined, why);
    }
    for (const body of [
      FILES.replace('--b--', '--c--'),
      FILES.replace('name="title"', 'name=title'),
      FILES.replace('Gr\xc3', 'Gr\xfc'),
      FILES.replace('\r\nContent-Type: application/x-any', ''),
    ]) {
      const answer = await post(alice, '/files', Buffer.from(body, 'latin1'), MULTIPART);
      assert.equal(heldIn(answer).form['action'], undefined, body);
    }
    assert.deepEqual(reached, []);
  });
});
