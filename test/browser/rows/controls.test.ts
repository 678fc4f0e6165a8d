import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Download, Page } from 'playwright-core';
import { loadPolicies } from '../../../src/config/load-policies.ts';
import { STRONG } from '../../../src/demo/idp/dev-idp.ts';
import { DEFAULT_LIMITS } from '../../../src/inspect/limits.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { changeFile } from '../../../src/protect/protect-file.ts';
import { type StandIn, startStandIn } from '../../support/clamd.ts';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';
import { createOutside } from '../attacks/outside.ts';
import { dragOut, printed } from '../attacks/page-exits.ts';
import { makeRealFiles, NUMBER, PICTURE, type RealFile, VIRUS } from './real-files.ts';

const TEMPLATES = join(import.meta.dirname, '../../../src/cli/policy-templates');
const WORK = `<!doctype html><html><head><title>Work</title></head><body><p id="text">Words to keep</p><textarea id="field">Words to keep</textarea>
<form method="post" action="sent" enctype="multipart/form-data"><input type="file" name="file" id="file" multiple><button id="send">Send</button></form>
<div id="drop" style="height:80px">drop</div>
<script>
  const walk = async (entry) => entry.isFile ? [await new Promise((done) => entry.file(done))]
    : (await Promise.all((await new Promise((done) => entry.createReader().readEntries(done))).map(walk))).flat();
  const put = (file) => fetch(location.pathname + 'put/' + file.name, { method: 'PUT', body: file });
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', async (event) => {
    event.preventDefault();
    const files = (await Promise.all([...event.dataTransfer.items].map((item) => walk(item.webkitGetAsEntry())))).flat();
    window.sent = await Promise.all(files.map(async (file) => file.name + ' ' + (await put(file)).status));
  });
  addEventListener('paste', (event) => { for (const file of event.clipboardData.files) put(file).then((answer) => { window.pasted = answer.status }) });
</script></body></html>`;

/** The policies of a template as it is, for one folder of the app. */
function template(row: string, name: string, change: (policy: PolicyDocument) => PolicyDocument = (each) => each) {
  const loaded = loadPolicies(join(TEMPLATES, `${name}.yaml`));
  assert.ok(loaded.ok, name);
  return loaded.policies.map((policy): PolicyDocument => {
    const { when, ...rest } = change(policy);
    return { ...rest, id: `${row}-${rest.id}`, when: { all: [{ path: [`/${row}/*`] }, ...(when ? [when] : [])] } };
  });
}
const corporateHere = (policy: PolicyDocument): PolicyDocument => ({ ...policy, when: { not: { network: ['home'] } } });
const strong = (policy: PolicyDocument): PolicyDocument => ({ ...policy, stepUp: { strengths: [STRONG] } });

const POLICIES: readonly PolicyDocument[] = [
  ...template('d1', 'block-access-unmanaged'),
  ...template('d2', 'block-access-native-clients'),
  ...template('d5', 'block-download-unmanaged'),
  ...template('d7', 'block-copy-print'),
  ...template('d8', 'block-upload-unlabelled'),
  ...template('d8u', 'block-upload-unmanaged'),
  ...template('d9', 'block-messages-sensitive'),
  ...template('d11', 'protect-unmanaged'),
  ...template('d13', 'block-malware'),
  ...template('d14', 'step-up-download', strong),
  ...template('d15', 'monitor-only'),
  ...template('d16', 'block-download-network'),
  ...template('d16b', 'block-download-network', corporateHere),
];

describe('what the product is named for, in Chromium and with real files', () => {
  let stage: PageStage;
  let scanner: StandIn;
  let files: readonly RealFile[];
  let bob: Page;
  let posted: { readonly url: string; readonly body: Buffer }[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-rows-'));
  before(async () => {
    files = await makeRealFiles();
    scanner = await startStandIn();
    const served = new Map<string, Pick<RealFile, 'type' | 'bytes'>>([
      ...files.map(({ name, ...file }) => [name, file] as const),
      ['picture.png', { type: 'image/png', bytes: PICTURE }],
      ['virus.com', { type: 'application/octet-stream', bytes: VIRUS }],
    ]);
    stage = await startPageStage({
      policies: POLICIES,
      change: (config) => ({
        ...config,
        apps: config.apps.map((app) => ({ ...app, profile: 'messaging' })),
        networks: [
          { name: 'office', category: 'corporate', tags: [], ranges: ['203.0.113.0/24'] },
          { name: 'home', category: 'other', tags: [], ranges: ['127.0.0.0/8', '::1/128'] },
        ],
        inspection: {
          ...config.inspection,
          clamav: { at: { host: '127.0.0.1', port: scanner.port }, timeout: 20_000 },
          hashLists: [],
          memoryBytes: 100_000,
          limits: DEFAULT_LIMITS,
        },
      }),
      handler: (request, response) => {
        const { pathname } = new URL(request.url ?? '', 'https://x');
        if (request.method !== 'GET') {
          const pieces: Buffer[] = [];
          request.on('data', (piece: Buffer) => pieces.push(piece));
          request.on('end', () => {
            posted.push({ url: pathname, body: Buffer.concat(pieces) });
            response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Taken</title>taken');
          });
          return;
        }
        const [, , how, name = ''] = pathname.split('/');
        const file = served.get(name);
        if (file === undefined) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(WORK);
        else
          response
            .writeHead(200, {
              'content-type': file.type,
              ...(how === 'save' ? { 'content-disposition': `attachment; filename="${name}"` } : {}),
            })
            .end(file.bytes);
      },
    });
    bob = await stage.signIn('bob', '/home/');
  });
  after(async () => {
    await stage?.close();
    await scanner?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (path: string): string => stage.wiki + path;
  const contentOf = async (download: Download): Promise<Buffer> => readFileSync(await download.path());
  /** What a browser saves when it is led somewhere by a link with `download`. */
  async function saved(page: Page, path: string): Promise<Download> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate(
        `(() => { const a = document.createElement('a'); a.href = ${JSON.stringify(path)}; a.download = ''; document.body.append(a); a.click() })()`,
      ),
    ]);
    return download;
  }
  const told = (page: Page) => page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
  const main = async (page: Page): Promise<string> => (await page.textContent('main')) ?? '';
  const fileAt = (name: string): string => {
    const path = join(folder, name);
    writeFileSync(path, files.find((each) => each.name === name)!.bytes);
    return path;
  };

  test('D1: the whole app is refused on an unmanaged device, with the policy’s words', async () => {
    await bob.goto(at('/d1/page'));
    assert.match(await main(bob), /managed devices only/);
  });

  test('D2, D3, D4: an app that is no browser is told to use one; a browser is let in', async () => {
    await bob.goto(at('/d2/'));
    assert.equal(await bob.title(), 'Work');
    const client = stage.gateway.client();
    for (const agent of ['Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)', 'curl/8.9']) {
      const headers = { 'user-agent': agent, accept: '*/*', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
      const answer = await client.send(at('/d2/page'), { headers });
      assert.ok(answer.status === 401 || answer.status === 403, String(answer.status));
      assert.match(answer.body.toString(), /web browser/);
    }
  });

  test('D5, D6: no file is saved, whatever it is and is called, and the notice names it', async () => {
    for (const { name, bytes } of [...files, { name: 'picture.png', bytes: PICTURE }]) {
      await bob.goto(at(`/d5/save/${name}`));
      const page = await main(bob);
      assert.match(page, /Download blocked/, name);
      assert.ok(page.includes(name) && /Files can.t be saved on this device/.test(page), name);
      await bob.goto(at('/d5/'));
      const download = await saved(bob, `save/${name}`);
      assert.match(download.suggestedFilename(), /\.txt$/, name);
      const content = await contentOf(download);
      assert.match(content.toString(), /Files can't be saved on this device/, name);
      assert.ok(!content.includes(NUMBER) && !content.includes(bytes.subarray(20, 60)), name);
      await bob.goto(at('/d5/'));
      const answer = await bob.evaluate(
        `fetch('save/${name}').then(async (r) => r.status + ' ' + (await r.text()).slice(0, 300))`,
      );
      assert.match(String(answer), /^403 .*"file":"/s, name);
      assert.ok(String(answer).includes(name));
      await told(bob);
    }
  });

  test('D5: a document that is called a picture and shown as one is none', async () => {
    await bob.goto(at('/d5/show/holiday.jpg'));
    assert.match(await main(bob), /Download blocked/);
    await bob.goto(at('/d5/'));
    const shown = await bob.evaluate(
      "new Promise((done) => { const i = new Image(); i.onload = () => done('shown'); i.onerror = () => done('nothing'); i.src = 'show/holiday.jpg' })",
    );
    assert.equal(shown, 'nothing');
    const picture = await bob.evaluate(
      "new Promise((done) => { const i = new Image(); i.onload = () => done('shown'); i.onerror = () => done('nothing'); i.src = 'show/picture.png' })",
    );
    assert.equal(picture, 'shown', 'a picture that is shown is a view');
  });

  test('D7: nothing is copied, cut, pasted, dragged out or printed', async () => {
    const outside = await createOutside(stage.browser.context);
    await outside.write('nothing of it');
    for (const key of ['Control+c', 'Control+x', 'Control+Insert']) {
      await bob.goto(at('/d7/'));
      await bob.bringToFront();
      await bob.focus('#field');
      await bob.keyboard.press('Control+a');
      await bob.keyboard.press(key);
      await told(bob);
      assert.equal(await outside.read(), 'nothing of it', key);
    }
    await bob.bringToFront();
    await bob.goto(at('/d7/'));
    await bob.fill('#field', '');
    await bob.focus('#field');
    await bob.keyboard.press('Control+v');
    await told(bob);
    assert.equal(await bob.inputValue('#field'), '');
    await bob.goto(at('/d7/'));
    await bob.evaluate("getSelection().selectAllChildren(document.getElementById('text'))");
    assert.doesNotMatch((await dragOut(bob, "return document.getElementById('text')")) ?? '', /Words/);
    await bob.goto(at('/d7/'));
    assert.doesNotMatch(await printed(bob), /Words/);
    const rows = await stage.rowsOnce(({ type }) => type === 'print');
    assert.ok(rows.every(({ outcome, enforcedBy }) => outcome === 'blocked' && enforcedBy === 'page'));
  });

  test('D8: a file with such data is sent once it carries a label, and not before', async () => {
    for (const { name } of files.filter(({ name: each }) => /docx|xlsx|pptx|pdf|csv|zip|jpg/.test(each))) {
      posted = [];
      await bob.goto(at('/d8/'));
      await bob.setInputFiles('#file', fileAt(name));
      await bob.click('#send');
      await bob.waitForSelector('main');
      assert.match(await main(bob), /no sensitivity label[\s\S]*choose a label/, name);
      assert.deepEqual(posted, [], name);
    }
    const labelled = join(folder, 'labelled.docx');
    const document = files.find(({ name }) => name === 'report.docx')!.bytes;
    const label = {
      id: '2096f6a2-d2f7-48be-b329-b73aaa526e5d',
      siteId: 'cb46c030-1825-4e81-a295-151c039dbf02',
      name: 'Internal',
    };
    const bytes = Buffer.from(await changeFile({ kind: 'office', bytes: document, label, at: 0 }));
    writeFileSync(labelled, bytes);
    await bob.goto(at('/d8/'));
    await bob.setInputFiles('#file', labelled);
    await bob.click('#send');
    await bob.waitForFunction("document.title === 'Taken'");
    assert.ok(posted[0]?.body.includes(bytes));
  });

  test('limit 9: of a folder that is dropped the good files go through', async () => {
    const dropped = join(folder, 'dropped');
    mkdirSync(join(dropped, 'inner'), { recursive: true });
    writeFileSync(join(dropped, 'notes.txt'), 'nothing of note');
    writeFileSync(join(dropped, 'inner', 'more.csv'), 'a,b\n1,2\n');
    writeFileSync(join(dropped, 'report.docx'), files.find(({ name }) => name === 'report.docx')!.bytes);
    writeFileSync(join(dropped, 'inner', 'people.xlsx'), files.find(({ name }) => name === 'people.xlsx')!.bytes);
    posted = [];
    await bob.goto(at('/d8/'));
    const session = await bob.context().newCDPSession(bob);
    const { x, y } = (await bob.locator('#drop').boundingBox())!;
    const data = { items: [], files: [dropped], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: x + 10, y: y + 10, data });
    await bob.waitForFunction('window.sent');
    assert.deepEqual(((await bob.evaluate('window.sent')) as string[]).toSorted(), [
      'more.csv 200',
      'notes.txt 200',
      'people.xlsx 403',
      'report.docx 403',
    ]);
    assert.deepEqual(posted.map(({ url }) => url).toSorted(), ['/d8/put/more.csv', '/d8/put/notes.txt']);
    await told(bob);
    await session.detach();
  });

  test('D8: a picture that is pasted is an upload', async () => {
    posted = [];
    await bob.goto(at('/d8/'));
    const paste = (name: string, base64: string): Promise<unknown> =>
      bob.evaluate(
        `(() => { const held = new DataTransfer(); held.items.add(new File([Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0))], '${name}', { type: 'image/png' })); document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: held, bubbles: true })) })()`,
      );
    await paste('image.png', PICTURE.toString('base64'));
    await bob.waitForFunction('window.pasted === 200');
    assert.ok(posted[0]?.body.equals(PICTURE));
    await bob.goto(at('/d8u/'));
    await paste('image.png', PICTURE.toString('base64'));
    await told(bob);
    assert.equal(posted.length, 1);
  });

  test('D9: a message with such data does not reach the app', async () => {
    posted = [];
    await bob.goto(at('/d9/'));
    const send = (text: string): Promise<unknown> =>
      bob.evaluate(
        `fetch('/d9/api/chat.postMessage', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ channel: 'C1', text: ${JSON.stringify(text)} }) }).then((r) => r.status)`,
      );
    for (const text of [
      'Card 4111 1111 1111 1111',
      `SSN ${NUMBER}`,
      'password: hunter2!Falcon',
      'DE89 3704 0044 0532 0130 00',
    ])
      assert.equal(await send(text), 403, text);
    await told(bob);
    assert.deepEqual(posted, []);
    assert.equal(await send('Nothing of note'), 200);
    assert.equal(posted.length, 1);
  });

  test('D11: the copy opens with its passphrase only, the original stays', async () => {
    for (const { name, bytes } of files.filter(({ name: each }) => /^(report|people|talk|plan|list)/.test(each))) {
      await bob.goto(at(`/d11/save/${name}`));
      assert.match(await main(bob), /passphrase/i, name);
      await bob.click('button[type=submit]');
      await bob.waitForFunction('/([a-z2-9]{4}-){5}[a-z2-9]{4}/.test(document.body.innerText)');
      const [download] = await Promise.all([bob.waitForEvent('download'), bob.click('a.button')]);
      const content = await contentOf(download);
      assert.ok(!content.equals(bytes) && !content.includes(NUMBER) && !content.includes('word/document.xml'), name);
      const [mark, rule] = name.endsWith('pdf')
        ? ['%PDF', /\/Encrypt\b[\s\S]*/]
        : name.endsWith('csv')
          ? ['PK', /list\.csv/]
          : ['\xd0\xcf\x11\xe0', /E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e/];
      assert.ok(content.toString('latin1').startsWith(mark), name);
      assert.match(content.toString('latin1'), rule, name);
    }
  });

  test('D13: malware goes neither way', async () => {
    await bob.goto(at('/d13/save/virus.com'));
    assert.match(await main(bob), /malware/);
    posted = [];
    const path = join(folder, 'innocent.jpg');
    writeFileSync(path, VIRUS);
    await bob.goto(at('/d13/'));
    await bob.setInputFiles('#file', path);
    await bob.click('#send');
    await bob.waitForSelector('main');
    assert.match(await main(bob), /malware/);
    assert.deepEqual(posted, []);
    await bob.goto(at('/d13/'));
    assert.equal((await saved(bob, 'save/plan.pdf')).suggestedFilename(), 'plan.pdf');
  });

  test('D14: a document comes after a stronger sign-in, and not before', async () => {
    const page = await stage.open('/d14/');
    assert.equal(await page.evaluate("fetch('save/report.docx').then((r) => r.status)"), 401);
    await page.goto(at('/d14/save/report.docx')).catch(() => {});
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      sendSignIn(page, { username: 'bob', password: 'b' }).catch(() => {}),
    ]);
    assert.ok((await contentOf(download)).equals(files.find(({ name }) => name === 'report.docx')!.bytes));
    await page.close();
  });

  test('D15: what happens is recorded, and nothing is refused', async () => {
    await bob.goto(at('/d15/'));
    const download = await saved(bob, 'save/people.xlsx');
    assert.ok((await contentOf(download)).equals(files.find(({ name }) => name === 'people.xlsx')!.bytes));
    const rows = await stage.rowsOnce(
      ({ type, object }) => type === 'download' && object?.url?.includes('/d15/') === true,
    );
    assert.deepEqual(
      rows.map(({ outcome, user, object }) => [outcome, user, object?.name]),
      [['monitored', 'bob', 'people.xlsx']],
    );
  });

  test('D16: outside the corporate network files are read and not saved', async () => {
    await bob.goto(at('/d16/save/plan.pdf'));
    assert.match(await main(bob), /in the office or over VPN/);
    await bob.goto(at('/d16b/'));
    assert.equal((await saved(bob, 'save/plan.pdf')).suggestedFilename(), 'plan.pdf');
  });

  test('D19: the log says of each who enforced it', async () => {
    for (const each of [
      'access gateway',
      'download gateway',
      'upload gateway',
      'send-message gateway',
      'copy page',
      'print page',
    ])
      await stage.rowsOnce(
        ({ type, outcome, enforcedBy }) => outcome === 'blocked' && `${type} ${enforcedBy}` === each,
      );
  });

  test('D1, D5, D7, D11: a managed device gets everything as it is', async () => {
    const alice = await stage.signIn('alice', '/d1/');
    assert.equal(await alice.title(), 'Work');
    for (const folderOf of ['d5', 'd11']) {
      await alice.goto(at(`/${folderOf}/`));
      for (const { name, bytes } of files) {
        const download = await saved(alice, `save/${name}`);
        assert.equal(download.suggestedFilename(), name);
        assert.ok((await contentOf(download)).equals(bytes), name);
      }
    }
  });
});
