import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { assertNothingOf } from '../../integration/attacks/file-stage.ts';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

const SECRET = makeDocx(['Card 4111 1111 1111 1111']);

/** What a page may do to have something saved that only it has. `bytes` and `url` are there. */
const WAYS: Record<string, string> = {
  'a link with download that is clicked': `const a = document.createElement('a'); a.href = url; a.download = 'secret.docx'; document.body.append(a); a.click()`,
  'one that is nowhere in the document': `const a = document.createElement('a'); a.href = url; a.download = 'secret.docx'; a.click()`,
  'one with an event of the page’s making': `const a = document.createElement('a'); a.href = url; a.download = 'secret.docx'; document.body.append(a); a.dispatchEvent(new MouseEvent('click', { bubbles: false }))`,
  'one that is nowhere, with such an event': `const a = document.createElement('a'); a.href = url; a.download = 'secret.docx'; a.dispatchEvent(new MouseEvent('click'))`,
  'one in a closed shadow tree': `const host = document.createElement('div'); document.body.append(host); const root = host.attachShadow({ mode: 'closed' }); const a = document.createElement('a'); a.href = url; a.download = 'secret.docx'; root.append(a); a.click()`,
  'an area of a map': `const a = document.createElement('area'); a.href = url; a.download = 'secret.docx'; const map = document.createElement('map'); map.append(a); document.body.append(map); a.click()`,
  'a data: link': `const a = document.createElement('a'); a.href = 'data:application/octet-stream;base64,' + btoa('Card 4111'); a.download = 'secret.bin'; document.body.append(a); a.click()`,
  'a link without download to what no browser shows': `const a = document.createElement('a'); a.href = url; document.body.append(a); a.click()`,
  'one that opens a window': `const a = document.createElement('a'); a.href = url; a.target = '_blank'; a.rel = 'noopener'; document.body.append(a); a.click()`,
  'one of a picture': `const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); const a = document.createElementNS('http://www.w3.org/2000/svg', 'a'); a.setAttribute('href', url); svg.append(a); document.body.append(svg); a.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))`,
  'a new window': `window.open(url)`,
  'the address of the window': `location.href = url`,
  'the navigation interface': `navigation.navigate(url)`,
  'a frame': `const f = document.createElement('iframe'); f.src = url; document.body.append(f)`,
  'a frame in markup': `document.body.insertAdjacentHTML('beforeend', '<iframe src="' + url + '"></iframe>')`,
  'a frame of data:': `const f = document.createElement('iframe'); f.src = 'data:application/octet-stream;base64,' + btoa('Card 4111'); document.body.append(f)`,
  'an embedded object': `const o = document.createElement('object'); o.data = url; document.body.append(o)`,
  'a form': `const f = document.createElement('form'); f.action = url; document.body.append(f); f.submit()`,
  'a picture that was drawn': `const c = document.createElement('canvas'); c.toBlob((b) => { const a = document.createElement('a'); a.href = URL.createObjectURL(b); a.download = 'x.png'; a.click() })`,
  'a URL made in a worker': `const w = new Worker(URL.createObjectURL(new Blob(['postMessage(URL.createObjectURL(new Blob(["Card 4111"], { type: "application/zip" })))'], { type: 'text/javascript' }))); w.onmessage = (e) => { const a = document.createElement('a'); a.href = e.data; a.download = 'x.zip'; document.body.append(a); a.click() }`,
  'a URL made in a worker, in a frame': `const w = new Worker(URL.createObjectURL(new Blob(['postMessage(URL.createObjectURL(new Blob(["Card 4111"], { type: "application/zip" })))'], { type: 'text/javascript' }))); w.onmessage = (e) => { const f = document.createElement('iframe'); f.src = e.data; document.body.append(f) }`,
  'a file picker': `showSaveFilePicker().then(() => { document.title = 'picked' }, (e) => { document.title = e.name })`,
};

/** Ways by which Chromium saves nothing in any case. */
const NEVER: ReadonlySet<string> = new Set(['an embedded object', 'a form', 'a file picker']);

const LINK = `const a = d.createElement('a'); a.href = url; a.download = 'secret.docx'; d.body.append(a); a.click()`;
const INNER = `const url = window.URL.createObjectURL(new Blob(['Card 4111'], { type: 'application/zip' })); const d = document; ${LINK}`;
const FRAME = `const f = document.createElement('iframe'); document.body.append(f); const w = f.contentWindow, d = f.contentDocument`;

/** What a page may do to get at functions that nobody guards. */
const REALMS: Record<string, string> = {
  'the document of an empty frame': `${FRAME}; ${LINK}`,
  'an empty frame reached by its number': `document.body.insertAdjacentHTML('beforeend', '<iframe></iframe>'); const d = window[frames.length - 1].document; ${LINK}`,
  'an event in an empty frame': `${FRAME}; const a = d.createElement('a'); a.href = url; a.download = 'x'; a.dispatchEvent(new w.MouseEvent('click'))`,
  'functions of an empty frame': `${FRAME}; const a = document.createElement('a'); a.href = url; a.download = 'x'; w.HTMLElement.prototype.click.call(a)`,
  'URLs of an empty frame': `${FRAME}; const a = document.createElement('a'); a.href = w.URL.createObjectURL(new w.Blob(['x'], { type: 'application/zip' })); document.body.append(a); a.click()`,
  'a frame of markup': `const f = document.createElement('iframe'); f.srcdoc = ${JSON.stringify(`<body><script>${INNER}</script>`)}; document.body.append(f)`,
  'a frame of script': `const f = document.createElement('iframe'); f.src = ${JSON.stringify(`javascript:(() => { ${INNER} })()`)}; document.body.append(f)`,
  'a frame in a sandbox': `const f = document.createElement('iframe'); f.sandbox = 'allow-scripts allow-downloads'; f.srcdoc = ${JSON.stringify(`<body><script>${INNER}</script>`)}; document.body.append(f)`,
  'guards that were deleted': `for (const [o, n] of [[HTMLElement.prototype, 'click'], [HTMLAnchorElement.prototype, 'click'], [URL, 'createObjectURL'], [window, 'open']]) { try { delete o[n] } catch {} } const d = document; const a = d.createElement('a'); a.href = url; a.download = 'x'; d.body.append(a); a.dispatchEvent(new MouseEvent('click'))`,
  'descriptors of a prototype': `${FRAME}; const click = Object.getOwnPropertyDescriptor(w.HTMLElement.prototype, 'click').value; const a = document.createElement('a'); a.href = url; a.download = 'x'; Reflect.apply(click, a, [])`,
  'a document opened anew': `document.open(); document.write(${JSON.stringify(`<body><script>${INNER}</script>`)}); document.close()`,
  'script in markup': `document.body.innerHTML = '<img src="/none" onerror="' + ${JSON.stringify(INNER.replaceAll('"', '&quot;'))} + '">'`,
  'a module of text': `import('data:text/javascript,' + encodeURIComponent(${JSON.stringify(INNER)}))`,
  'a shared worker': `const w = new SharedWorker(URL.createObjectURL(new Blob(['onconnect = (e) => e.ports[0].postMessage(URL.createObjectURL(new Blob(["x"], { type: "application/zip" })))'], { type: 'text/javascript' }))); w.port.onmessage = (e) => { const f = document.createElement('iframe'); f.src = e.data; document.body.append(f) }`,
  WebAssembly: `const d = document; const bytes = new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,2,7,1,1,109,1,102,0,0,3,2,1,0,7,5,1,1,103,0,1,10,6,1,4,0,16,0,11]); WebAssembly.instantiate(bytes, { m: { f: () => { ${LINK} } } }).then((m) => m.instance.exports.g())`,
  'a transformed document': `const p = new XSLTProcessor(); p.importStylesheet(new DOMParser().parseFromString('<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform"><x:template match="/"><a href="' + url + '" download="x">a</a></x:template></x:stylesheet>', 'text/xml')); document.body.append(p.transformToFragment(new DOMParser().parseFromString('<a/>', 'text/xml'), document)); document.querySelector('a').click()`,
};

/** A worker of the app that makes up a file, at once and in a stream, as libraries do that save what a page makes. */
const MAKER = `addEventListener('install', () => skipWaiting()); addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url);
  if (!pathname.startsWith('/made')) return;
  const octets = new TextEncoder().encode('Card 4111 1111 1111 1111');
  const body = pathname === '/made' ? octets : new ReadableStream({ start(to) { to.enqueue(octets.slice(0, 9)); setTimeout(() => { to.enqueue(octets.slice(9)); to.close(); }, 50); } });
  event.respondWith(new Response(body, { headers: { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="made.bin"' } }));
});`;

describe('files that must not be saved', () => {
  let stage: PageStage;
  let kept: Page;
  let free: Page;
  let mail: string;
  /** Of each file that was saved: the page it came from, and the octets. */
  const saved: { host: string; content: Promise<Buffer> }[] = [];
  const seen: { readonly url: string | undefined; readonly purpose: string | string[] | undefined }[] = [];
  before(async () => {
    const policy = { severity: 'high', mode: 'active', control: 'download', action: 'block' } as const;
    stage = await startPageStage({
      policies: [
        { ...policy, id: 'wiki', name: 'Nothing from the wiki', when: { app: ['wiki'] } },
        { ...policy, id: 'devices', name: 'Company devices only', when: { not: { device: ['compliant'] } } },
      ],
      handler: (request, response) => {
        seen.push({ url: request.url, purpose: request.headers['sec-purpose'] });
        const { pathname, searchParams } = new URL(request.url ?? '', 'https://x');
        if (pathname === '/maker.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(MAKER);
        else if (pathname === '/file')
          response
            .writeHead(200, {
              'content-type': 'application/octet-stream',
              'cache-control': 'public, max-age=31536000, immutable',
              'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(searchParams.get('name') ?? 'secret.docx').replaceAll("'", '%27')}`,
            })
            .end(SECRET);
        else
          response
            .writeHead(pathname === '/none' ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
            .end('<!doctype html><html><head><title>Wiki</title></head><body><p>Words</p></body></html>');
      },
    });
    mail = `${stage.gateway.suffix('mail.partner.test')}/`;
    stage.browser.context.on('download', (download) => {
      const content = download.path().then((path) => readFileSync(path));
      content.catch(() => {});
      saved.push({ host: download.url(), content });
    });
    kept = await stage.signIn('alice');
    free = await stage.open();
    await free.goto(mail);
  });
  after(() => stage?.close());

  const run = async (page: Page, way: string): Promise<void> => {
    const url = `const url = URL.createObjectURL(new Blob(['Card 4111 1111 1111 1111'], { type: 'application/octet-stream' }))`;
    // As script of the page, which comes by the rewriter.
    const text = JSON.stringify(`(() => { ${url}; ${way} })()`);
    await page.evaluate(
      `(() => { const script = document.createElement('script'); script.textContent = ${text}; document.head.append(script) })()`,
    );
  };
  const home = async (page: Page, address: string): Promise<void> => {
    for (const each of stage.browser.context.pages()) if (each !== kept && each !== free) await each.close();
    await page.goto(address);
  };
  /** The same way where it is allowed must save, or nothing would be proved where it is not. */
  const check = async (name: string, way: string): Promise<void> => {
    await Promise.all([home(free, mail), home(kept, `${stage.wiki}/`)]);
    if (!NEVER.has(name)) await Promise.all([stage.browser.context.waitForEvent('download'), run(free, way)]);
    saved.length = 0;
    await run(kept, way);
    await kept
      .waitForFunction(
        "document.documentElement.lastElementChild.localName === 'div' || document.querySelector('iframe,object')",
      )
      .catch(() => {});
    await kept.waitForTimeout(300);
    assert.deepEqual(saved, []);
  };

  /** Waits until a window or frame says that a download was blocked. */
  const blocked = async (page: Page): Promise<void> => {
    for (let tries = 0; tries < 600; tries++) {
      if (saved.length > 0) return;
      for (const each of page.context().pages())
        for (const frame of each.frames())
          if (each !== free && /Download blocked/.test(await frame.content().catch(() => ''))) return;
      await page.waitForTimeout(50);
    }
    throw new Error('nothing was said');
  };

  for (const [name, way] of Object.entries(WAYS)) test(`DL-13: ${name} saves nothing`, () => check(name, way));

  /** Waits until the page itself says that something was stopped. */
  const told = async (page: Page): Promise<void> => {
    await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
  };
  /** What a page may do to hand on what only it has by something else than saving; true where it is let. */
  const HANDED: Record<string, string> = {
    'a drag out of the window': `const d = new DataTransfer(); d.setData('DownloadURL', 'application/zip:secret.zip:' + url); return d.getData('DownloadURL') !== ''`,
    'one in capitals, of data:': `const d = new DataTransfer(); d.setData('DOWNLOADURL', 'text/plain:a:data:text/plain,Card'); return d.getData('downloadurl') !== ''`,
    'one of several items': `const d = new DataTransfer(); d.items.add('application/zip:secret.zip:' + url, 'downloadurl'); return d.items.length > 0`,
    'one whose text is another thing the second time': `let turn = 0; const d = new DataTransfer(); d.setData({ toString: () => (turn++ ? 'downloadurl' : 'text/plain') }, 'application/zip:a:' + url); d.setData('downloadurl', { toString: () => 'application/zip:a:' + (turn++ > 2 ? url : 'https://x.example/') }); return d.getData('DownloadURL').includes('blob:')`,
    'another program': `return navigator.share({ files: [new File(['Card 4111'], 'secret.docx')] }).then(() => shared.files.length === 1, () => false)`,
    'another program, by files that show themselves once': `let turn = 0; return navigator.share({ get files() { return turn++ ? [] : [new File(['Card 4111'], 'secret.docx')] } }).then(() => shared.files.length === 1, () => false)`,
  };
  for (const [name, way] of Object.entries(HANDED))
    test(`DL-13: ${name} gets nothing`, async () => {
      // The tests' browser has no other programs.
      const program =
        'Navigator.prototype.share = async (data) => { globalThis.shared = { files: [...(data.files ?? [])] }; }';
      const tried = `document.documentElement.dataset.handed = String(await (async () => { ${way} })())`;
      for (const [page, address, isLet] of [
        [free, mail, !name.includes('second time')],
        [kept, `${stage.wiki}/`, false],
      ] as const) {
        await page.addInitScript(program);
        await home(page, address);
        await run(page, `void (async () => { ${tried} })()`);
        await page.waitForFunction('document.documentElement.dataset.handed !== undefined');
        assert.equal(await page.evaluate('document.documentElement.dataset.handed'), String(isLet), address);
      }
      if (!name.includes('second time')) await told(kept);
    });

  test('DL-13: a link clicked with the Alt key saves nothing that a browser would show', async () => {
    const link = `const a = document.createElement('a'); a.id = 'made'; a.href = URL.createObjectURL(new Blob(['Card 4111'], { type: 'text/plain' })); a.textContent = 'made'; document.body.append(a)`;
    await Promise.all([home(free, mail), home(kept, `${stage.wiki}/`)]);
    saved.length = 0;
    await run(free, link);
    await Promise.all([stage.browser.context.waitForEvent('download'), free.click('#made', { modifiers: ['Alt'] })]);
    saved.length = 0;
    await run(kept, link);
    await kept.click('#made', { modifiers: ['Alt'] });
    await told(kept);
    assert.deepEqual(saved, []);
  });

  for (const [name, get] of Object.entries({
    'its promise': '',
    'the interface': 'w = documentPictureInPicture.window; ',
    'its event': 'w = await entered; ',
  }))
    test(`DL-15: a window over all others, reached by ${name}, cannot be used to save`, async () => {
      const tried = `document.body.onclick = async () => { try {
        const entered = new Promise((done) => { documentPictureInPicture.onenter = (event) => done(event.window); });
        let w = await documentPictureInPicture.requestWindow(); ${get}
        const d = w.document, url = w.URL.createObjectURL(new w.Blob(['Card 4111'], { type: 'application/zip' })); ${LINK}
        } finally { document.title = 'tried' } }`;
      await Promise.all([home(free, mail), home(kept, `${stage.wiki}/`)]);
      await run(free, tried);
      await Promise.all([stage.browser.context.waitForEvent('download'), free.click('p')]);
      saved.length = 0;
      await run(kept, tried);
      await kept.click('p');
      await kept.waitForFunction("document.title === 'tried'");
      await kept.waitForTimeout(300);
      assert.deepEqual(saved, []);
    });

  test('DL-13: the log says that the page stopped it', async () => {
    const rows = await stage.rowsOnce(({ enforcedBy }) => enforcedBy === 'page');
    assert.deepEqual(
      [...new Set(rows.map(({ type, user, outcome, appId }) => `${type} ${user} ${outcome} ${appId}`))],
      ['download alice blocked wiki'],
    );
  });

  test('DL-15: what the network brings is stopped without any script', async () => {
    await home(kept, `${stage.wiki}/`);
    for (const ask of [
      `fetch('/file')`,
      `(() => { ${FRAME}; return w.fetch('/file') })()`,
      `new Promise((done) => { const x = new XMLHttpRequest(); x.open('GET', '/file'); x.onload = () => done(new Response(x.response, { status: x.status })); x.send() })`,
    ]) {
      const answer = await kept.evaluate(`${ask}.then(async (r) => r.status + await r.text())`);
      assert.match(String(answer), /^403\{"error":"blocked","activity":"download"/);
    }
    for (const way of [
      `const a = document.createElement('a'); a.href = '/file'; a.download = 'x'; document.body.append(a); a.click()`,
      `${FRAME}; f.src = '/file'`,
    ]) {
      saved.length = 0;
      await Promise.all([stage.browser.context.waitForEvent('download'), run(kept, way)]);
      const content = await saved[0]!.content;
      assert.match(content.toString(), /Download blocked/);
      assertNothingOf(SECRET, content);
    }
  });

  test('DL-29: a name that is markup or script is shown and not run', async () => {
    const dialogs: string[] = [];
    const page = await stage.open();
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    for (const name of ['<img src=x onerror=alert(1)>.docx', `"'-alert(1)-'.docx`, '\u0024{7*7}{{7*7}}.docx']) {
      await page.goto(`${stage.wiki}/file?name=${encodeURIComponent(name)}`);
      assert.ok((await page.textContent('main'))?.includes(name), name);
      assert.equal(await page.evaluate("document.querySelectorAll('img[src=x]').length"), 0);
      await page.goto(`${stage.wiki}/`);
      await page.evaluate(`fetch('/file?name=' + encodeURIComponent(${JSON.stringify(name)})).then((r) => r.text())`);
      await page.waitForFunction("document.documentElement.lastElementChild.localName === 'div'");
      assert.equal(await page.evaluate("document.querySelectorAll('img').length"), 0);
    }
    assert.deepEqual(dialogs, []);
  });

  for (const [name, way] of Object.entries(REALMS))
    test(`DL-15: ${name} cannot be used to save`, () => check(name, way));

  for (const path of ['/made', '/made-piecemeal'])
    for (const [name, way] of Object.entries({
      'the address of the window': `location.href = '${path}'`,
      'a frame': `const f = document.createElement('iframe'); f.src = '${path}'; document.body.append(f)`,
      'a new window': `window.open('${path}')`,
      'a form': `const f = document.createElement('form'); f.action = '${path}'; document.body.append(f); f.submit()`,
      'a link': `const a = document.createElement('a'); a.href = '${path}'; document.body.append(a); a.click()`,
    }))
      test(`DL-15: what a worker of the app makes up (${path}) is not saved by ${name}`, async () => {
        await Promise.all([home(free, mail), home(kept, `${stage.wiki}/`)]);
        for (const page of [free, kept])
          await page.evaluate(
            `navigator.serviceWorker.register('/maker.js').then(() => navigator.serviceWorker.controller ?? new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done; })).then(() => {})`,
          );
        saved.length = 0;
        await Promise.all([stage.browser.context.waitForEvent('download'), run(free, way)]);
        assert.equal((await saved[0]!.content).toString(), 'Card 4111 1111 1111 1111');
        saved.length = 0;
        await run(kept, way);
        await blocked(kept);
        for (const { content } of saved) assert.doesNotMatch((await content).toString(), /4111/);
        for (const page of [free, kept])
          await page.evaluate(
            'navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((each) => each.unregister()))).then(() => {})',
          );
      });

  test('DL-21: what was opened while it was allowed comes from no cache afterwards', async () => {
    await home(free, mail);
    const read = (options: string): Promise<unknown> =>
      free.evaluate(
        `fetch('/file', ${options}).then(async (r) => [r.status, (await r.text()).slice(0, 2)], (e) => [0, e.name])`,
      );
    assert.deepEqual(await read('{}'), [200, 'PK']);
    await Promise.all([
      stage.browser.context.waitForEvent('download'),
      run(
        free,
        `const a = document.createElement('a'); a.href = '/file'; a.download = 'x'; document.body.append(a); a.click()`,
      ),
    ]);
    const page = await stage.signIn('bob');
    await page.goto(mail);
    await home(free, mail);
    assert.deepEqual(await read('{}'), [403, '{"']);
    assert.deepEqual(await read('{ cache: "force-cache" }'), [403, '{"']);
    assert.deepEqual(await read('{ cache: "only-if-cached", mode: "same-origin" }'), [0, 'TypeError']);
    await free.evaluate(
      `document.head.insertAdjacentHTML('beforeend', '<link rel="prefetch" href="/file"><link rel="preload" as="fetch" href="/file" crossorigin>')`,
    );
    assert.deepEqual(await read('{}'), [403, '{"']);
    await free.goto(`${mail}file`).catch(() => {});
    assert.match((await free.textContent('main')) ?? '', /Download blocked/);
    await free.goBack();
    await free.goForward();
    assert.match((await free.textContent('main')) ?? '', /Download blocked/);
  });

  for (const kind of ['prefetch', 'prerender'])
    test(`DL-21: what is got ready by ${kind} while it is allowed is asked about when it is opened`, async () => {
      await stage.signIn('alice');
      await home(free, mail);
      seen.length = 0;
      saved.length = 0;
      const path = `/file?name=${kind}.docx`;
      const rules = JSON.stringify({ [kind]: [{ urls: [path], eagerness: 'immediate' }] });
      const devtools = await stage.browser.context.newCDPSession(free);
      const tried = new Promise<string>((resolve) => {
        const settle = ({ status }: { readonly status: string }): void => {
          if (/^(Ready|Success|Failure)$/.test(status)) resolve(status);
        };
        devtools.on('Preload.prefetchStatusUpdated', settle);
        devtools.on('Preload.prerenderStatusUpdated', settle);
      });
      await devtools.send('Preload.enable');
      await free.evaluate(`(() => {
        const script = document.createElement('script');
        script.type = 'speculationrules';
        script.textContent = ${JSON.stringify(rules)};
        document.head.append(script);
      })()`);
      assert.equal(await tried, 'Failure');
      // The gateway has refused it: the app is asked once the user asks, and then as a user asks.
      await Promise.all([stage.browser.context.waitForEvent('download'), free.evaluate(`location.href = '${path}'`)]);
      assert.deepEqual(
        seen.filter(({ url }) => url === path).map(({ purpose }) => purpose),
        [undefined],
      );
    });
});
