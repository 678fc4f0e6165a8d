import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { Activity } from '../../../src/model/activity-row.ts';
import { HANDED_FIELD } from '../../../src/model/handed-answer.ts';
import type { ViewerSetup } from '../../../src/model/viewer-setup.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRows } from '../../support/written-row.ts';

/** Documents under rules against copying or printing: the browser's own viewer keeps none. */
const rule = (id: string, path: string, more: Partial<PolicyDocument>): PolicyDocument => ({
  ...{ id, name: id, severity: 'low', mode: 'active', control: 'activities', action: 'block' },
  when: { path: [path] },
  ...more,
});
const VIEW = '/.well-known/sallyport/view';

let gateway: TestGateway;
let wiki: string;
let login: string;
let bob: BrowserClient;
let plan: Buffer;
const asked: { readonly url: string; readonly headers: IncomingMessage['headers'] }[] = [];
before(async () => {
  const document = await PDFDocument.create();
  document.addPage([400, 300]).drawText('first');
  plan = Buffer.from(await document.save());
  const zipped = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0'), Buffer.alloc(200), plan]);
  const large = Buffer.concat([plan, Buffer.alloc(300_000, 32)]);
  gateway = await startTestGateway({
    policies: [
      rule('copy', '/copy*', {
        activities: ['copy'],
        message: {
          plain: 'Ask Anna.',
          blocks: [{ kind: 'paragraph', lines: [[{ kind: 'text', text: 'Ask Anna.' }]] }],
        },
      }),
      rule('print', '/print*', { activities: ['print'] }),
      rule('both', '/both*', { activities: ['copy', 'cut', 'print'] }),
      rule('cards', '/cards*', {
        activities: ['copy'],
        when: { path: ['/cards*'], content: { detectors: [{ kind: 'payment-card' }] } },
      }),
      rule('open', '/open*', {
        activities: ['copy'],
        when: { path: ['/open*'], content: { detectors: [{ kind: 'payment-card' }] }, unknown: 'fails' },
      }),
      rule('audited', '/audited*', { activities: ['copy', 'print'], action: 'audit' }),
      rule('monitored', '/monitored*', { activities: ['copy', 'print'], mode: 'monitoring' }),
      rule('kept', '/kept*', { activities: ['copy'] }),
      rule('unsaved', '/kept*', { control: 'download' }),
      rule('looked', '/looked*', { activities: ['copy'] }),
      rule('look', '/looked*', { control: 'download', preview: true }),
      rule('warned', '/warned*', { activities: ['copy'] }),
      rule('why', '/warned*', { control: 'download', action: 'warn' }),
      rule('unseen', '/unseen*', { activities: ['view', 'copy'] }),
      rule('pasted', '/pasted*', { activities: ['paste', 'cut'] }),
    ],
    change: (config) => ({ ...config, protection: { largest: 200_000 } }),
    handler: (request, response) => {
      const url = request.url ?? '';
      asked.push({ url, headers: request.headers });
      if (!/[?&]pdf/.test(url)) return void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>page');
      response
        .writeHead(Number(/[?&]status=(\d+)/.exec(url)?.[1] ?? 200), {
          'content-type': /[?&]octets/.test(url) ? 'application/octet-stream' : 'application/pdf',
          etag: '"1"',
          'cache-control': 'max-age=600',
          ...(/[?&]named/.test(url) ? { 'content-disposition': 'inline; filename="the plan.pdf"' } : {}),
          ...(/[?&]saved/.test(url) ? { 'content-disposition': 'attachment; filename="plan.pdf"' } : {}),
          ...(/[?&]coded/.test(url) ? { 'content-encoding': 'exotic' } : {}),
        })
        .end(
          /[?&]zipped/.test(url)
            ? zipped
            : /[?&]large/.test(url)
              ? large
              : /[?&]broken/.test(url)
                ? 'no document'
                : plan,
        );
    },
  });
  wiki = gateway.suffix('wiki.corp.test');
  login = `https://login.mcas.localhost:${gateway.port}`;
  bob = await gateway.signedIn('bob');
});
after(() => gateway?.close());

const get = (path: string, headers: Record<string, string> = {}) => bob.send(`${wiki}/${path}`, { headers });
const SCRIPT = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };

/** The viewer's page that an answer leads to. */
async function viewerOf(answer: Answer): Promise<{ setup: ViewerSetup; save: string | undefined; text: string }> {
  assert.equal(answer.status, 303, answer.body.toString());
  const url = new URL(answer.headers.location ?? '');
  assert.equal(url.origin + url.pathname, login + VIEW);
  const page = await bob.send(url.href);
  assert.equal(page.status, 200);
  const text = page.body.toString();
  const plain = (written: string): string => written.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const setup = JSON.parse(plain(/data-setup="([^"]*)"/.exec(text)?.[1] ?? '')) as ViewerSetup;
  const save = /<a id="save" href="([^"]*)"/.exec(text)?.[1];
  return { setup, save: save && plain(save), text };
}
function bytesOf({ setup }: { readonly setup: ViewerSetup }): Promise<Answer> {
  const headers = {
    accept: '*/*',
    origin: login,
    'sec-fetch-site': 'same-origin',
    ...SCRIPT,
    'sallyport-view': setup.id,
  };
  return bob.send(login + setup.bytes, { method: 'POST', headers });
}

test('under a rule against copying a PDF comes in the viewer, from a window and every kind of frame; printing and saving stay', async () => {
  for (const dest of ['document', 'iframe', 'frame', 'embed', 'object']) {
    const viewer = await viewerOf(await get('copy?pdf', { 'sec-fetch-dest': dest }));
    assert.deepEqual([viewer.setup.mayCopy, viewer.setup.mayPrint], [false, true], dest);
    assert.ok(viewer.save?.startsWith(`${wiki}/copy?pdf&`), dest);
    assert.match(viewer.text, /id="print"/);
    assert.deepEqual((await bytesOf(viewer)).body, plan);
  }
});

test('under a rule against printing it is copied and saved there, and not printed; under both neither', async () => {
  const printed = await viewerOf(await get('print?pdf'));
  assert.deepEqual([printed.setup.mayCopy, printed.setup.mayPrint], [true, false]);
  assert.doesNotMatch(printed.text, /id="print"/);
  assert.ok(printed.save);
  const both = await viewerOf(await get('both?pdf'));
  assert.deepEqual([both.setup.mayCopy, both.setup.mayPrint], [false, false]);
});

test('what is copied out of a document nobody looks into: a policy about content goes by its own rule', async () => {
  const { setup } = await viewerOf(await get('cards?pdf'));
  assert.deepEqual([setup.mayCopy, setup.mayPrint], [false, true]);
  assert.deepEqual((await get('open?pdf')).body, plan);
});

test('policies that only record, and those about pasting, change nothing', async () => {
  for (const path of ['audited', 'monitored', 'pasted', 'other']) {
    const { status, body } = await get(`${path}?pdf`);
    assert.equal(status, 200, path);
    assert.deepEqual(body, plan);
    const page = await get(path);
    assert.doesNotMatch(String(page.headers['content-security-policy'] ?? ''), /object-src blob:/, path);
  }
});

test('where saving is refused there is no button for it, and with a preview no printing either', async () => {
  const kept = await viewerOf(await get('kept?pdf'));
  assert.equal(kept.save, undefined);
  assert.equal(kept.setup.mayPrint, true);
  const looked = await viewerOf(await get('looked?pdf'));
  assert.deepEqual([looked.save, looked.setup.mayPrint, looked.setup.mayCopy], [undefined, false, false]);
});

test('saved from the viewer, it is asked for as a file, under its name, and the app sees nothing of that', async () => {
  const { save } = await viewerOf(await get('copy?pdf&named'));
  const { status, headers, body } = await bob.send(save ?? '');
  assert.equal(status, 200);
  assert.equal(headers['content-disposition'], 'attachment; filename="the plan.pdf"');
  assert.deepEqual(body, plan);
  assert.equal(asked.at(-1)?.url, '/copy?pdf&named');
  const bare = await viewerOf(await get('copy?pdf'));
  assert.equal((await bob.send(bare.save ?? '')).headers['content-disposition'], 'attachment');
});

test('attack: saving goes by the policies on downloads, whoever writes its address', async () => {
  const blocked = await get('kept?pdf&sallyport-as=save');
  assert.equal(blocked.status, 403);
  assert.ok(!blocked.body.includes('%PDF'));
  await viewerOf(await get('looked?pdf&sallyport-as=save'));
  const { save } = await viewerOf(await get('warned?pdf'));
  const questioned = await bob.send(save ?? '');
  assert.match(questioned.headers.location ?? '', /\/sallyport\/confirm/);
  // A page is none of it, nor is an answer that only may be a document.
  const page = await get('copy?sallyport-as=save');
  assert.equal(page.headers['content-disposition'], undefined);
  assert.match(page.headers['content-type'] ?? '', /^text\/html/);
});

test('attack: by its field alone, by its bytes alone, in a coding nobody knows, as an error, as a piece', async () => {
  await viewerOf(await get('copy?pdf'));
  assert.equal((await get('copy?pdf&broken')).status, 403);
  assert.equal((await get('copy?pdf&coded')).status, 403);
  // Two formats at once: the browser goes by the field.
  assert.equal((await get('copy?pdf&zipped')).status, 403);
  assert.equal((await get('copy?pdf&zipped', { 'sec-fetch-dest': 'iframe' })).status, 403);
  assert.equal((await get('copy?pdf&zipped', { 'sec-fetch-dest': 'empty' })).status, 200, 'by a link with download');
  assert.equal((await get('copy?pdf&status=404')).status, 403);
  assert.equal((await get('copy?pdf&status=206')).status, 403);
  assert.equal((await get('copy?pdf&status=206', { 'sec-fetch-dest': 'embed' })).status, 403);
});

test('attack: a piece is asked for, and a copy from before to be confirmed', async () => {
  for (const dest of ['document', 'iframe', 'embed', 'empty']) {
    await get('copy?pdf', { range: 'bytes=0-100', 'if-none-match': '"1"', 'sec-fetch-dest': dest });
    assert.equal(asked.at(-1)?.headers.range, undefined, dest);
    assert.equal(asked.at(-1)?.headers['if-none-match'], undefined, dest);
  }
});

test('attack: a browser that tells nothing of what it asks for', async () => {
  const silent = await gateway.signedIn('carol');
  const url = `${wiki}/copy?pdf`;
  const bare = (accept: string) => silent.plain(url, { accept, cookie: silent.jar.getCookieStringSync(url) });
  const shown = await bare('text/html,*/*');
  assert.equal(shown.status, 303);
  const refused = await bare('*/*');
  assert.equal(refused.status, 403);
  assert.ok(!refused.body.includes('%PDF'));
});

test('attack: script fetches it ahead, for the browser’s viewer to find it in the cache', async () => {
  for (const headers of [SCRIPT, { ...SCRIPT, 'sec-fetch-mode': 'no-cors', 'sec-purpose': 'prefetch' }]) {
    const answer = await get('copy?pdf', headers);
    assert.deepEqual(answer.body, plan, 'the app’s own viewer');
    assert.equal(answer.headers['cache-control'], 'no-store');
  }
  const before = asked.length;
  assert.equal((await get('copy?pdf', { 'sec-purpose': 'prefetch;prerender' })).status, 503);
  assert.equal(asked.length, before);
});

test('attack: a service worker of the app gives a document out', async () => {
  const head = JSON.stringify({ status: 200, headers: [['content-type', 'application/pdf']] });
  for (const destination of ['document', 'iframe', 'embed', 'object']) {
    const answer = await bob.send(`${wiki}/copy?pdf`, {
      method: 'POST',
      headers: { ...SCRIPT, origin: wiki, 'sec-fetch-site': 'same-origin', [HANDED_FIELD]: destination },
      body: Buffer.concat([Buffer.from(`${head}\n`), plan]),
    });
    assert.ok(answer.status === 403, destination);
    assert.ok(!answer.body.includes('%PDF'));
  }
});

test('attack: documents in data: URLs are shown in no frame of a page under such a rule', async () => {
  for (const path of ['copy', 'print', 'cards', 'kept', 'looked', 'warned']) {
    const fields = String((await get(path)).headers['content-security-policy']);
    assert.match(fields, /frame-src blob: \*; object-src blob: \*/, path);
  }
});

test('what is saved, and what is no document, comes as ever', async () => {
  const saved = await get('copy?pdf&saved');
  assert.equal(saved.headers['content-disposition'], 'attachment; filename="plan.pdf"');
  assert.deepEqual(saved.body, plan);
  assert.deepEqual((await get('copy?pdf&octets')).body, plan);
});

test('one that is too large to be shown is saved, where it may be, and else refused in the policy’s words', async () => {
  const { setup, save } = await viewerOf(await get('copy?pdf&large'));
  assert.equal(setup.isTooLarge, true);
  assert.equal((await bytesOf({ setup })).status, 400);
  assert.match((await bob.send(save ?? '')).headers['content-disposition'] ?? '', /^attachment/);
  assert.equal((await get('kept?pdf&large')).status, 403);
  assert.match((await get('copy?pdf&broken')).body.toString(), /Ask Anna/);
});

test('what a form brought is shown, and not asked for again to be saved', async () => {
  const posted = await bob.send(`${wiki}/copy?pdf`, {
    method: 'POST',
    headers: { origin: wiki, 'sec-fetch-site': 'same-origin' },
  });
  assert.equal((await viewerOf(posted)).save, undefined);
});

test('other policies hold: a view that is refused is', async () => {
  assert.equal((await get('unseen?pdf')).status, 403);
  assert.equal((await get('unseen?pdf', { 'sec-fetch-dest': 'embed' })).status, 403);
});

test('the log: that it was looked at, under which policy; what was refused; and what was saved', async () => {
  const alice = await gateway.signedIn('alice');
  await alice.send(`${wiki}/both?pdf&rows`);
  await alice.send(`${wiki}/both?pdf&broken&rows`);
  await alice.send(`${wiki}/both?pdf&rows&sallyport-as=save`);
  const isIt = ({ object }: Activity): boolean => object?.url?.endsWith('&rows') === true;
  const rows = (await writtenRows(gateway.directory, {}, (written) => written.filter(isIt).length === 3)).filter(isIt);
  const told = rows.map(({ type, outcome, enforcedBy, policies }) =>
    [type, outcome, enforcedBy, ...policies.map(({ policyId }) => policyId)].join(' '),
  );
  assert.deepEqual(told.toSorted(), [
    'download allowed gateway',
    'view blocked gateway both',
    'view previewed gateway both',
  ]);
});
