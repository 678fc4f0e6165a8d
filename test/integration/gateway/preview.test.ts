import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PDFDocument } from '@cantoo/pdf-lib';
import { getDocumentProxy } from 'unpdf';
import type { Activity } from '../../../src/model/activity-row.ts';
import { HANDED_FIELD } from '../../../src/model/handed-answer.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

const refuses = (id: string, path: string, more: Partial<PolicyDocument> = {}): PolicyDocument => ({
  id,
  name: id,
  severity: 'low',
  mode: 'active',
  control: 'download',
  when: { path: [path] },
  action: 'block',
  ...more,
});
const previews = (id: string, path: string, more: Partial<PolicyDocument> = {}): PolicyDocument =>
  refuses(id, path, { preview: true, ...more });
const CARD = '4111 1111 1111 1111';

let gateway: TestGateway;
let wiki: string;
let login: string;
let bob: BrowserClient;
let plan: Buffer;
const asked: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
before(async () => {
  const document = await PDFDocument.create();
  for (const text of ['first', 'second']) document.addPage([400, 300]).drawText(text);
  plan = Buffer.from(await document.save({ useObjectStreams: false }));
  const secret = await PDFDocument.create();
  secret.addPage([400, 300]).drawText(CARD);
  const bodies: Record<string, Buffer> = {
    plan,
    secret: Buffer.from(await secret.save()),
    gzipped: gzipSync(plan),
    large: Buffer.concat([plan, Buffer.alloc(300_000, 32)]),
    text: Buffer.from('only text'),
  };
  gateway = await startTestGateway({
    policies: [
      previews('look', '/look*'),
      previews('both', '/both*'),
      refuses('strict', '/both*'),
      previews('cards', '/cards*', { when: { path: ['/cards*'], content: { detectors: [{ kind: 'payment-card' }] } } }),
      previews('marked', '/marked*'),
      {
        ...refuses('mark', '/marked*', { action: 'watermark' }),
        control: 'activities',
        activities: ['view'],
      },
      previews('recorded', '/recorded*', { mode: 'monitoring' }),
    ],
    change: (config) => ({ ...config, protection: { largest: 200_000 } }),
    handler: (request, response) => {
      asked.push({ url: request.url ?? '', headers: request.headers });
      const [, path = '', name = ''] = /^\/(\w+)\/?\??(\w*)/.exec(request.url ?? '') ?? [];
      const body = bodies[name];
      if (!body) return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page');
      const disposition = /[?&]saved/.test(request.url ?? '') ? 'attachment' : 'inline';
      response
        .writeHead(Number(/[?&]status=(\d+)/.exec(request.url ?? '')?.[1] ?? 200), {
          'content-type': name === 'text' ? 'text/plain' : 'application/pdf',
          etag: '"1"',
          'content-disposition': `${disposition}; filename="plan-${path}.pdf"`,
          ...(name === 'gzipped' ? { 'content-encoding': 'gzip' } : {}),
          ...(/[?&]coded/.test(request.url ?? '') ? { 'content-encoding': 'exotic' } : {}),
        })
        .end(body);
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  login = `https://login.mcas.localhost:${gateway.port}`;
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

const get = (path: string, headers: Record<string, string> = {}) => bob.send(`${wiki}/${path}`, { headers });
const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
const BYTES = '/.well-known/sallyport/view-bytes';

/** The id of the document that an answer leads to. */
function idIn(answer: Answer): string {
  assert.equal(answer.status, 303, answer.body.toString());
  const url = new URL(answer.headers.location ?? '');
  assert.equal(url.origin, login);
  assert.equal(url.pathname, '/.well-known/sallyport/view');
  return url.searchParams.get('id') ?? '';
}
/** What the viewer's own script sends. */
function fetched(id: string, client = bob, headers: Record<string, string> = {}): Promise<Answer> {
  return client.send(login + BYTES, {
    method: 'POST',
    headers: {
      accept: '*/*',
      origin: login,
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'cors',
      'sec-fetch-dest': 'empty',
      'sallyport-view': id,
      ...headers,
    },
  });
}
async function textsOf(bytes: Uint8Array): Promise<string[]> {
  const document = await getDocumentProxy(Uint8Array.from(bytes), { verbosity: 0 });
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  return texts;
}

test('a PDF that is shown comes in the viewer, from a window and from every kind of frame, and its bytes once', async () => {
  for (const [name, dest] of [
    ['plan', 'document'],
    ['gzipped', 'document'],
    ['plan', 'iframe'],
    ['plan', 'embed'],
    ['plan', 'object'],
  ] as const) {
    const id = idIn(await get(`look?${name}`, { 'sec-fetch-dest': dest }));
    const page = await bob.send(`${login}/.well-known/sallyport/view?id=${id}`, {
      headers: { 'sec-fetch-dest': dest },
    });
    assert.equal(page.status, 200);
    assert.match(page.body.toString(), /plan-look\.pdf/);
    assert.doesNotMatch(page.body.toString(), /%PDF/);
    const policy = String(page.headers['content-security-policy']);
    assert.match(policy, /^default-src 'none'; script-src https:\/\/login\./);
    assert.doesNotMatch(policy, /unsafe|\*;|data:|blob:/);
    const { status, headers, body } = await fetched(id);
    assert.equal(status, 200);
    assert.deepEqual(body, plan);
    assert.equal(headers['content-disposition'], undefined);
    assert.match(headers['cache-control'] ?? '', /no-store/);
    assert.equal((await fetched(id)).status, 400, 'a second time');
  }
});

test('a PDF that is to be saved comes in the viewer where a window shows it', async () => {
  const id = idIn(await get('look?plan&saved'));
  assert.deepEqual((await fetched(id)).body, plan);
  // What a form brought is not asked for again, neither now nor when the page is opened once more.
  const before = asked.length;
  const posted = idIn(
    await bob.send(`${wiki}/look?plan&saved`, {
      method: 'POST',
      headers: { origin: wiki, 'sec-fetch-site': 'same-origin' },
    }),
  );
  assert.deepEqual((await fetched(posted)).body, plan);
  assert.equal((await bob.send(`${login}/.well-known/sallyport/view?id=${posted}`)).status, 200);
  assert.equal(asked.length, before + 1);
});

test('saving is refused everywhere else: by script, by link, in a frame, of what is no PDF', async () => {
  assert.equal((await get('look?plan', SCRIPT)).status, 403);
  assert.equal(
    (await get('look?plan', { ...SCRIPT, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).status,
    403,
  );
  for (const dest of ['empty', 'iframe']) {
    const { status, headers, body } = await get('look?plan&saved', { 'sec-fetch-dest': dest });
    assert.equal(status, 200);
    assert.match(headers['content-disposition'] ?? '', /\(blocked\)\.txt/);
    assert.ok(!body.includes('%PDF'));
  }
  assert.equal((await get('look?text&saved')).status, 403);
});

test('what the viewer cannot take is refused, and never goes on as it is', async () => {
  assert.equal((await get('look?plan&status=404')).status, 403);
  assert.equal((await get('look?plan&status=206')).status, 403);
  assert.equal((await get('look?plan&coded')).status, 403);
  assert.equal((await get('look?large')).status, 403);
  assert.equal((await get('look?large&saved')).status, 403);
});

test('the app is asked for whole files, and no copy from before is confirmed', async () => {
  idIn(await get('look?plan', { range: 'bytes=0-100', 'if-none-match': '"1"' }));
  assert.equal(asked.at(-1)?.headers.range, undefined);
  assert.equal(asked.at(-1)?.headers['if-none-match'], undefined);
});

test('a policy that refuses without a preview wins where a file is to be saved, and does not loosen what is shown', async () => {
  assert.equal((await get('both?plan&saved')).status, 403);
  assert.deepEqual((await fetched(idIn(await get('both?plan')))).body, plan);
});

test('what hangs on content: only a document with a match comes in the viewer', async () => {
  assert.deepEqual((await get('cards?plan')).body, plan);
  assert.match(String((await get('cards?plan&saved')).headers['content-disposition']), /^attachment/);
  const id = idIn(await get('cards?secret'));
  assert.match((await textsOf((await fetched(id)).body)).join(), /4111/);
  idIn(await get('cards?secret&saved'));
});

test('a mark is written over what the viewer shows', async () => {
  for (const more of ['', '&saved']) {
    const texts = await textsOf((await fetched(idIn(await get(`marked?plan${more}`)))).body);
    assert.equal(texts.length, 2);
    for (const text of texts) assert.match(text, /bob · \d{4}-/);
  }
});

test('a policy that only records, and documents of other places, change nothing', async () => {
  assert.deepEqual((await get('recorded?plan')).body, plan);
  assert.deepEqual((await get('recorded?plan&saved')).body, plan);
  assert.deepEqual((await get('other?plan')).body, plan);
});

test('opened again, the page asks the app anew and comes with a document of its own', async () => {
  const id = idIn(await get('look?plan'));
  await fetched(id);
  const again = await bob.send(`${login}/.well-known/sallyport/view?id=${id}`);
  assert.equal(again.status, 303);
  assert.equal(again.headers.location, `${wiki}/look?plan`);
});

test('attack: the bytes in a tab, by a form, by another host’s script, by another session, by a guessed id', async () => {
  const id = idIn(await get('look?plan'));
  const refused = async (answer: Promise<Answer>): Promise<void> => {
    const { status, body } = await answer;
    assert.ok(status >= 400, String(status));
    assert.ok(!body.includes('%PDF'));
  };
  await refused(bob.send(`${login}${BYTES}?id=${id}`));
  await refused(bob.send(login + BYTES, { headers: { 'sallyport-view': id } }));
  const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  await refused(fetched(id, bob, NAVIGATION));
  await refused(fetched(id, bob, { 'sec-fetch-dest': 'iframe' }));
  await refused(fetched(id, bob, { 'sec-fetch-mode': 'no-cors' }));
  await refused(fetched(id, bob, { origin: wiki, 'sec-fetch-site': 'same-site' }));
  await refused(fetched(id, bob, { origin: login, 'sec-fetch-site': 'same-site' }));
  await refused(fetched(id, bob, { origin: 'null' }));
  await refused(fetched(id, await gateway.signedIn('alice')));
  await refused(fetched(id, gateway.client()));
  await refused(fetched(`${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`));
  await refused(fetched(''));
  // The page is of no use to others either, and no script reads it.
  const page = `${login}/.well-known/sallyport/view?id=${id}`;
  await refused((await gateway.signedIn('alice')).send(page));
  await refused(bob.send(page, { headers: SCRIPT }));
  // On an app's host there is none of it.
  assert.equal((await get(`.well-known/sallyport/view?id=${id}`)).status, 404);
  assert.equal((await get('.well-known/sallyport/view-bytes', SCRIPT)).status, 404);
  // None of it has spent it.
  assert.deepEqual((await fetched(id)).body, plan);
});

test('attack: an ended session', async () => {
  const carol = await gateway.signedIn('carol');
  const id = idIn(await carol.send(`${wiki}/look?plan`));
  const form = await carol.send(`${login}/.well-known/sallyport/sign-out`);
  assert.equal(form.status, 200);
  await carol.send(`${login}/.well-known/sallyport/sign-out`, {
    method: 'POST',
    headers: { origin: login, 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    body: '',
  });
  assert.ok((await fetched(id, carol)).status >= 400);
});

test('files of pdf.js come from the sign-in host, and no others of its package', async () => {
  const id = idIn(await get('look?plan'));
  const page = (await bob.send(`${login}/.well-known/sallyport/view?id=${id}`)).body.toString();
  const folder = /\/\.well-known\/sallyport\/view\/[\d.]+\//.exec(page)?.[0] ?? '';
  for (const name of [
    'pdf.min.mjs',
    'pdf.worker.min.mjs',
    'Adobe-Japan1-UCS2.bcmap',
    'FoxitFixed.pfb',
    'openjpeg.wasm',
  ])
    assert.equal((await bob.send(login + folder + name)).status, 200, name);
  for (const name of [
    'pdf.sandbox.min.mjs',
    'quickjs-eval.wasm',
    'LICENSE',
    'package.json',
    '..%2fpackage.json',
    'none.bcmap',
    '',
  ])
    assert.notEqual((await bob.send(login + folder + name)).status, 200, name);
});

test('scripts of pdf.js come packed to who takes them so, and are the same', async () => {
  const id = idIn(await get('look?plan'));
  const page = (await bob.send(`${login}/.well-known/sallyport/view?id=${id}`)).body.toString();
  const url = `${login}${/\/\.well-known\/sallyport\/view\/[\d.]+\//.exec(page)?.[0]}pdf.min.mjs`;
  const plain = await bob.send(url);
  const packed = await bob.send(url, { headers: { 'accept-encoding': 'br, gzip' } });
  assert.equal(plain.headers['content-encoding'], undefined);
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.ok(packed.body.length < plain.body.length / 2);
  assert.deepEqual(gunzipSync(packed.body), plain.body);
});

test('attack: a service worker of the app gives a document out', async () => {
  const head = JSON.stringify({ status: 200, headers: [['content-type', 'application/pdf']] });
  const answer = await bob.send(`${wiki}/look?plan`, {
    method: 'POST',
    headers: { ...SCRIPT, origin: wiki, 'sec-fetch-site': 'same-origin', [HANDED_FIELD]: 'document' },
    body: Buffer.concat([Buffer.from(`${head}\n`), plan]),
  });
  assert.equal(answer.status, 403);
  assert.ok(!answer.body.includes('%PDF'));
});

test('the log: that it was looked at, by the gateway, under which policy; and that saving was refused', async () => {
  const dana = await gateway.signedIn('alice');
  idIn(await dana.send(`${wiki}/look?plan&saved&rows`));
  idIn(await dana.send(`${wiki}/look?plan&rows`));
  await dana.send(`${wiki}/marked?plan&rows`);
  const isIt = ({ object }: Activity): boolean => object?.url?.endsWith('&rows') === true;
  const rows = (await writtenRows(gateway.directory, {}, (written) => written.filter(isIt).length === 4)).filter(isIt);
  const told = rows.map(({ type, outcome, enforcedBy, policies, content }) =>
    [type, outcome, enforcedBy, policies.map(({ policyId }) => policyId).join('+'), content?.protected?.stamped ?? '']
      .join(' ')
      .trim(),
  );
  assert.deepEqual(told.toSorted(), [
    'download blocked gateway look',
    'view previewed gateway',
    'view previewed gateway look',
    'view previewed gateway mark+marked true',
  ]);
});
