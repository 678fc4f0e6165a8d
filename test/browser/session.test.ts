import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PolicyDocument } from '../../src/policy/policy-document.ts';
import { readMessage } from '../../src/policy/read-message.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';
import { sendSignIn } from '../support/sign-in-form.ts';
import { startTestGateway, type TestGateway, USERS } from '../support/test-gateway.ts';
import { writtenRow } from '../support/written-row.ts';

const unmanaged = { not: { device: ['compliant'] } };
const POLICIES: readonly PolicyDocument[] = [
  {
    id: 'no-download',
    name: 'No downloads',
    severity: 'high',
    mode: 'active',
    control: 'download',
    when: unmanaged,
    action: 'block',
    message: readMessage('Company devices only.'),
  },
  {
    id: 'no-clipboard',
    name: 'No clipboard',
    severity: 'high',
    mode: 'active',
    control: 'activities',
    activities: ['copy', 'cut', 'paste', 'print'],
    when: unmanaged,
    action: 'block',
    message: readMessage('Stays in the browser.'),
  },
];

const PAGE = `<!doctype html><html><head><title>Wiki</title><link rel="stylesheet" href="https://static.corp.test/style.css">
<script>
  window.facts = { early: location.origin, title: document.domain, strict: (function () { return window.location.host })(), url: document.URL };
  document.cookie = 'theme=dark; domain=.corp.test; path=/; secure';
</script></head>
<body><p id="text">Words to copy</p><a id="away" href="https://static.corp.test/other">other</a><a id="get" href="/file" download>file</a>
<script src="https://static.corp.test/app.js"></script></body></html>`;
const SCRIPT = `
facts.cookie = document.cookie;
facts.href = document.getElementById('away').href;
facts.attribute = document.getElementById('away').getAttribute('href');
facts.evaluated = eval('location.host');
facts.made = new Function('return location.host')();
facts.parent = top.location.href === location.href;
var box = document.createElement('div'); box.innerHTML = '<img id="late" src="https://static.corp.test/pixel.gif" onclick="window.clicked = location.host">'; document.body.appendChild(box);
facts.late = document.getElementById('late').src;
facts.markup = box.innerHTML;
document.getElementById('late').click();
facts.clicked = window.clicked;
fetch('https://static.corp.test/data.json', { credentials: 'include' }).then(function (r) { return r.json().then(function (j) { facts.data = j.cookie; facts.responseUrl = r.url; facts.done = true; }); }, function (e) { facts.data = String(e); facts.done = true; });
`;

describe('a session in Chromium', () => {
  let gateway: TestGateway;
  let browser: TestBrowser;
  let wiki: string;
  const outside: string[] = [];

  before(async () => {
    gateway = await startTestGateway({
      policies: POLICIES,
      handler: (request, response) => {
        const path = request.url?.split('?')[0];
        const cors = {
          'access-control-allow-origin': 'https://wiki.corp.test',
          'access-control-allow-credentials': 'true',
        };
        if (path === '/app.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT);
        else if (path === '/style.css')
          response
            .writeHead(200, { 'content-type': 'text/css' })
            .end('#text{background:url(https://static.corp.test/pixel.gif)}');
        else if (path === '/data.json')
          response
            .writeHead(200, { 'content-type': 'application/json', ...cors })
            .end(JSON.stringify({ cookie: request.headers.cookie ?? '' }));
        else if (path === '/file')
          response
            .writeHead(200, {
              'content-type': 'application/pdf',
              'content-disposition': 'attachment; filename="plan.pdf"',
            })
            .end('%PDF-1.4\n');
        else if (path === '/pixel.gif')
          response
            .writeHead(200, { 'content-type': 'image/gif' })
            .end(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));
        else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    browser = await launchChromium();
    browser.context.on('request', (request) => {
      const { hostname } = new URL(request.url());
      if (hostname !== '' && !hostname.endsWith('.mcas.localhost') && hostname !== 'idp.corp.localhost')
        outside.push(request.url());
    });
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
  });

  async function open(username: string, path: string): Promise<Page> {
    await browser.context.clearCookies();
    const page = await browser.context.newPage();
    await page.goto(wiki + path);
    await sendSignIn(page, { username, password: USERS.find((user) => user.username === username)!.password });
    await page.waitForURL((url) => url.host === new URL(wiki).host && url.pathname === new URL(path, wiki).pathname);
    await page.waitForFunction('window.facts && window.facts.done');
    return page;
  }
  const rowOf = (...[type, user, outcome, enforcedBy]: readonly string[]): Promise<unknown> =>
    writtenRow(
      gateway.directory,
      (row) => row.type === type && row.user === user && row.outcome === outcome && row.enforcedBy === enforcedBy,
    );
  const facts = (page: Page): Promise<Record<string, unknown>> =>
    page.evaluate('window.facts') as Promise<Record<string, unknown>>;

  test('the deep link is kept with its fragment, and the page believes it is at home', async () => {
    const page = await open('alice', '/deep?a=1#part');
    assert.equal(page.url(), `${wiki}/deep?a=1#part`);
    const seen = await facts(page);
    assert.equal(seen['early'], 'https://wiki.corp.test');
    assert.equal(seen['strict'], 'wiki.corp.test');
    assert.equal(seen['title'], 'wiki.corp.test');
    assert.equal(seen['url'], 'https://wiki.corp.test/deep?a=1#part');
    assert.equal(seen['cookie'], 'theme=dark');
    assert.equal(seen['href'], 'https://static.corp.test/other');
    assert.equal(seen['attribute'], 'https://static.corp.test/other');
    assert.equal(seen['evaluated'], 'wiki.corp.test');
    assert.equal(seen['made'], 'wiki.corp.test');
    assert.equal(seen['parent'], true);
    assert.equal(seen['late'], 'https://static.corp.test/pixel.gif');
    assert.match(String(seen['markup']), /src="https:\/\/static\.corp\.test\/pixel\.gif"/);
    assert.equal(seen['clicked'], 'wiki.corp.test');
    assert.equal(seen['responseUrl'], 'https://static.corp.test/data.json');
    assert.equal(seen['data'], 'theme=dark', 'the sibling host sees the cookie that script set on the domain');
    await page.close();
  });

  test('nothing left the gateway', () => assert.deepEqual(outside, []));

  test('a download is given to the compliant device and refused to the other', async () => {
    const allowed = await open('alice', '/');
    const [download] = await Promise.all([allowed.waitForEvent('download'), allowed.click('#get')]);
    assert.equal(download.suggestedFilename(), 'plan.pdf');
    assert.equal(await download.failure(), null);
    await allowed.close();
    const refused = await open('bob', '/');
    await refused.goto(`${wiki}/file`);
    assert.match(
      (await refused.textContent('main')) ?? '',
      /Download blocked[\s\S]*plan\.pdf[\s\S]*Company devices only\./,
    );
    await refused.close();
  });

  test('a script’s download is refused on the wire, and the user is told', async () => {
    const page = await open('bob', '/');
    assert.equal(await page.evaluate("fetch('/file').then((r) => r.status)"), 403);
    await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
    await page.close();
  });

  test('copy and print are stopped before the page sees them', async () => {
    const page = await open('bob', '/');
    await page.evaluate(
      "window.addEventListener('copy', () => { window.sawCopy = true }, true); getSelection().selectAllChildren(document.getElementById('text'))",
    );
    assert.equal(await page.evaluate("document.execCommand('copy')"), false);
    await page.keyboard.press('Control+c');
    assert.equal(await page.evaluate('window.sawCopy'), undefined);
    assert.equal(
      await page.evaluate("navigator.clipboard.writeText('x').then(() => 'written', (e) => e.name)"),
      'NotAllowedError',
    );
    await page.evaluate('window.print()');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.evaluate('getComputedStyle(document.body).display'), 'none');
    // What a page has to report may go with it.
    await rowOf('print', 'bob', 'blocked', 'page');
    await page.close();
  });

  test('the log has a row for each, and says who enforced it', async () => {
    for (const row of [
      ['sign-in', 'alice', 'allowed', 'gateway'],
      ['download', 'alice', 'allowed', 'gateway'],
      ['download', 'bob', 'blocked', 'gateway'],
      ['copy', 'bob', 'blocked', 'page'],
      ['print', 'bob', 'blocked', 'page'],
    ])
      await rowOf(...row);
  });
});
