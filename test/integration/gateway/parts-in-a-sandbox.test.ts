import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Answer } from '../../support/browser-client.ts';
import { assertRefused, type PartsGateway, startPartsGateway } from '../../support/parts-gateway.ts';

const PAGE =
  '<!doctype html><link rel=stylesheet href="s.css"><img src="i.png"><script src="/a.js"></script><img src="https://static.corp.test/i.png"><a href="i.png">l</a><style>p{background:url(b.png)}</style>';
const FRAMES = `<!doctype html><iframe id=a sandbox src="in.html "></iframe><iframe id=b src=/in.html?q#f SANDBOX=allow-scripts></iframe>
<iframe id=c sandbox src="https://static.corp.test/in.html"></iframe><iframe id=d sandbox="allow-scripts Allow-Same-Origin" src="in.html"></iframe>
<iframe id=e src="in.html"></iframe><iframe id=f sandbox src="https://elsewhere.test/in.html"></iframe><iframe id=g sandbox src="javascript:1"></iframe>
<iframe id=h sandbox srcdoc="<img src=i.png><style>p{background:url(b.png)}</style><iframe src=in.html></iframe>"></iframe>
<iframe id=i srcdoc="<img src=i.png><iframe sandbox src=in.html></iframe>"></iframe><img src="i.png"><object sandbox data="in.html"></object>`;
const PAGES: Readonly<Record<string, string>> = {
  '/frames': FRAMES,
  '/frames-away': `<base href="https://elsewhere.test/">${FRAMES}`,
};
const POLICIES: Readonly<Record<string, string>> = {
  '/boxed': 'default-src *, script-src *; Sandbox allow-scripts; sandbox allow-same-origin',
  '/announced': 'sandbox allow-scripts',
  '/bare': 'sandbox',
  '/same': 'sandbox allow-scripts allow-same-origin; sandbox',
  '/away': 'sandbox',
};
const LINKS =
  '</a.js>; rel=preload; as=script, <https://static.corp.test/i.png>; rel=preload; as=image, </next>; rel=next, <https://elsewhere.test/x.js>; rel=preload; as=script';
/** By path, who may read an answer. */
const ALLOWED: Readonly<Record<string, string>> = {
  '/all.json': '*',
  '/null.json': 'null',
  '/own.json': 'https://wiki.corp.test',
  '/named.json': 'https://evil.test',
  '/several.json': '*, null',
};
/** What a browser says of what a document of no origin loads, without CORS and with it. */
const PART = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'cross-site', 'user-agent': 'test', accept: '*/*' };
const CORS = { ...PART, 'sec-fetch-mode': 'cors', origin: 'null' };

describe('a page in a sandbox without its origin', () => {
  let app: PartsGateway;
  let grant = '';
  before(async () => {
    app = await startPartsGateway({
      page: (path) => PAGES[path] ?? (path === '/away' ? '<base href="https://elsewhere.test/">' : '') + PAGE,
      sheet: '@import "more.css";p{background:url(https://static.corp.test/b.png)}',
      fields: (path) => ({
        ...(POLICIES[path] === undefined ? {} : { 'content-security-policy': POLICIES[path] }),
        ...(path === '/reported' ? { 'content-security-policy-report-only': 'sandbox' } : {}),
        ...(/announced$/.test(path) ? { link: LINKS } : {}),
        ...(ALLOWED[path] === undefined ? {} : { 'access-control-allow-origin': ALLOWED[path] }),
        ...(path === '/moved' ? { location: '/plain' } : {}),
      }),
    });
  });
  after(() => app?.close());
  beforeEach(() => app.got.splice(0));

  const part = (
    url: string,
    destination: string,
    more: Record<string, string> = {},
    method?: string,
  ): Promise<Answer> => app.part(url, { ...PART, 'sec-fetch-dest': destination, ...more }, method);

  test('only such a page holds these grants, and no link in it does', async () => {
    for (const path of ['/plain', '/same', '/reported', '/plain?sallyport-as=opaque.2ag.x.y'])
      assert.doesNotMatch((await app.alice.navigate(app.wiki + path)).body.toString(), /sallyport-as=opaque/, path);
    for (const path of ['/bare', '/boxed']) {
      const page = (await app.alice.navigate(app.wiki + path)).body.toString();
      assert.match(page, /href="s\.css\?sallyport-as=opaque\./, path);
      assert.match(page, /<img src="i\.png\?sallyport-as=opaque\./, path);
      assert.match(page, /<script src="\/a\.js\?sallyport-as=opaque\./, path);
      assert.match(page, /<img src="https:[^"]*i\.png\?sallyport-as=opaque\./, path);
      assert.match(page, /url\(b\.png\?sallyport-as=opaque\./, path);
      assert.match(page, /<a href="i\.png">/, path);
      grant = /sallyport-as=(opaque\.[\w.-]+)/.exec(page)![1]!;
    }
  });

  /** The start tag of a frame in the markup of a page, its other attributes unread. */
  const frame = (page: string, id: string): string =>
    new RegExp(`<iframe id=${id}\\b.*?></iframe>(?=[\n<])`, 's')
      .exec(page)![0]
      .replaceAll('&amp;', '&')
      .replaceAll('&#61;', '=');
  const framed = (path: string, destination = 'iframe'): Promise<Answer> =>
    app.alice.send(app.wiki + path, {
      headers: { 'sec-fetch-dest': destination, 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'same-origin' },
    });

  test('a frame that a page shows in a sandbox says so in its URL, and no other does', async () => {
    const page = (await app.alice.navigate(`${app.wiki}/frames`)).body.toString();
    assert.match(frame(page, 'a'), / src="in\.html\?sallyport-as=sandbox "/);
    assert.match(frame(page, 'b'), / src=\/in\.html\?q&sallyport-as=sandbox#f /);
    assert.match(frame(page, 'c'), / src="https:[^"]*\/in\.html\?sallyport-as=sandbox"/);
    for (const id of ['d', 'e', 'f', 'g']) assert.doesNotMatch(frame(page, id), /sallyport-as/, id);
    assert.match(page, /<img src="i\.png"><object sandbox data="in\.html">/);
    const away = (await app.alice.navigate(`${app.wiki}/frames-away`)).body.toString();
    for (const id of ['a', 'b']) assert.doesNotMatch(frame(away, id), /sallyport/, `${id} away`);
    assert.match(frame(away, 'c'), /sallyport-as=sandbox/);
  });

  test('a document in the markup of its frame holds grants where that has a sandbox', async () => {
    const page = (await app.alice.navigate(`${app.wiki}/frames`)).body.toString();
    const inner = frame(page, 'h');
    assert.match(inner, /<img src=i\.png\?sallyport-as=opaque\./);
    assert.match(inner, /url\(b\.png\?sallyport-as=opaque\./);
    assert.match(inner, /<iframe src=in\.html\?sallyport-as=opaque\./);
    assert.doesNotMatch(frame(page, 'i'), /sallyport-as=opaque/);
    assert.match(frame(page, 'i'), /in\.html\?sallyport-as=sandbox/);
    const away = (await app.alice.navigate(`${app.wiki}/frames-away`)).body.toString();
    assert.doesNotMatch(frame(away, 'h'), /sallyport-as=opaque/);
  });

  test('the page in such a frame holds grants, and the app sees neither', async () => {
    const page = (await framed('/plain?sallyport-as=sandbox')).body.toString();
    assert.equal(app.got.at(-1)?.path, '/plain');
    assert.match(page, /href="s\.css\?sallyport-as=opaque\./);
    assert.match(page, /<a href="i\.png">/);
    assert.equal((await framed('/moved?sallyport-as=sandbox')).headers['location'], '/plain?sallyport-as=sandbox');
    const [, own] = /sallyport-as=(opaque\.[\w.-]+)/.exec(page)!;
    assert.equal(own, grant, 'those of any page in a sandbox');
  });

  test('what only says that it is shown in a sandbox gets no further by that', async () => {
    for (const destination of ['document', 'frame', 'object', 'embed', 'empty'])
      assert.doesNotMatch(
        (await framed('/plain?sallyport-as=sandbox', destination)).body.toString(),
        /sallyport-as=opaque/,
        destination,
      );
    app.got.splice(0);
    const asked = { 'sec-fetch-mode': 'navigate' };
    assertRefused(await part(`${app.wiki}/plain?sallyport-as=sandbox`, 'iframe', asked), 'without a session');
    assertRefused(await part(`${app.wiki}/plain?sallyport-as=${grant}`, 'iframe', asked), 'by a grant');
    assertRefused(await part(`${app.wiki}/i.png?sallyport-as=sandbox`, 'image'), 'a part');
    assertRefused(await part(`${app.wiki}/d.json?sallyport-as=sandbox`, 'empty', CORS), 'data');
    assert.deepEqual(app.got, [], 'the app is not asked');
  });

  test('no grant is sent to where a base element leads', async () => {
    const page = (await app.alice.navigate(`${app.wiki}/away`)).body.toString();
    assert.match(page, /<img src="i\.png">/);
    assert.match(page, /<script src="\/a\.js">/);
    assert.match(page, /url\(b\.png\)/);
    assert.match(page, /<img src="https:[^"]*i\.png\?sallyport-as=opaque\./);
  });

  test('a part is given out without a cookie, from the own host too, and the app is sent none', async () => {
    for (const host of [app.wiki, app.cdn])
      for (const [file, destination, how] of [
        ['i.png', 'image', PART],
        ['a.js', 'script', PART],
        ['a.js', 'script', CORS],
        ['s.css', 'style', PART],
        ['v.mp4', 'video', PART],
        ['f.woff2', 'font', CORS],
      ] as const) {
        const answer = await part(`${host}/${file}?sallyport-as=${grant}`, destination, how);
        assert.equal(answer.status, 200, `${file} ${how['sec-fetch-mode']}`);
        assert.equal(answer.headers['set-cookie'], undefined);
        assert.equal(app.got.at(-1)?.path, `/${file}`);
        assert.equal(app.got.at(-1)?.headers.cookie, undefined);
      }
    const sheet = await part(`${app.wiki}/s.css?sallyport-as=${grant}`, 'style');
    assert.match(sheet.body.toString(), /"more\.css\?sallyport-as=opaque\.[^"]*".*b\.png\?sallyport-as=opaque\./);
  });

  test('what a style sheet loads in Firefox comes in the name of the style sheet, and nothing else may', async () => {
    const asked = { 'sec-fetch-site': 'same-origin', origin: app.wiki, referer: `${app.wiki}/s.css` };
    const url = (file: string): string => `${app.wiki}/${file}?sallyport-as=${grant}`;
    const near = { ...asked, 'sec-fetch-site': 'same-site', referer: `${app.cdn}/` };
    for (const [file, destination] of [
      ['s.css', 'style'],
      ['i.png', 'image'],
    ] as const)
      for (const how of [asked, near])
        assert.equal((await part(url(file), destination, how)).status, 200, `${file} ${how['sec-fetch-site']}`);
    assert.equal((await part(url('i.png'), 'image', { ...CORS, ...asked, origin: 'null' })).status, 200, 'a mask');
    assert.ok(app.got.every(({ headers }) => headers.cookie === undefined));
    app.got.splice(0);
    for (const referer of [`${app.mail}/s.css`, 'https://evil.test/s.css', 'nonsense'])
      for (const destination of ['style', 'image'])
        assertRefused(await part(url('i.png'), destination, { ...asked, referer }), `${destination} of ${referer}`);
    for (const destination of ['script', 'video', 'font', 'empty', 'iframe', 'document'])
      assertRefused(await part(url('a.js'), destination, asked), destination);
    assertRefused(await part(url('f.woff2'), 'font', { ...CORS, ...asked, origin: 'null' }), 'a font');
    assertRefused(await part(url('i.png'), 'image', { ...CORS, ...asked }), 'CORS by a name');
    assertRefused(await part(url('i.png'), 'image', { ...asked, 'sec-fetch-site': 'none' }), 'the user');
    assert.deepEqual(app.got, [], 'the app is not asked');
  });

  test('script in a sandbox reads what the app lets every site read, and nothing else', async () => {
    const url = (file: string, host = app.cdn): string => `${host}/${file}?sallyport-as=${grant}`;
    for (const host of [app.wiki, app.cdn])
      for (const [file, method] of [
        ['all.json', 'GET'],
        ['all.json', 'HEAD'],
        ['null.json', 'GET'],
      ] as const) {
        const answer = await part(url(file, host), 'empty', CORS, method);
        assert.equal(answer.status, 200, `${file} ${method}`);
        assert.equal(answer.headers['access-control-allow-origin'], file === 'all.json' ? '*' : 'null');
        assert.equal(answer.headers['set-cookie'], undefined);
        assert.equal(app.got.at(-1)?.headers.cookie, undefined);
        assert.equal(app.got.at(-1)?.headers.origin, 'null');
      }
    for (const file of ['d.json', 'a.js', 'i.png', 'page', 'own.json', 'named.json', 'several.json'])
      assertRefused(await part(url(file), 'empty', CORS), file);
    app.got.splice(0);
    for (const [what, more, method] of [
      ['without CORS', { 'sec-fetch-mode': 'no-cors' }, 'GET'],
      ['as a page', { 'sec-fetch-mode': 'navigate' }, 'GET'],
      ['by a name', { origin: app.wiki }, 'GET'],
      ['by no name', { origin: '' }, 'GET'],
      ['of the same site', { 'sec-fetch-site': 'same-site' }, 'GET'],
      ['by a page of elsewhere', { referer: 'https://evil.test/' }, 'GET'],
      ['to change something', {}, 'POST'],
      ['to ask first', {}, 'OPTIONS'],
    ] as const)
      assertRefused(await part(url('all.json'), 'empty', { ...CORS, ...more }, method), what);
    for (const use of ['part', 'module', 'image', 'font'])
      assertRefused(await part(url('all.json').replace('opaque', use), 'empty', CORS), use);
    assertRefused(await part(url('all.json', app.mail), 'empty', CORS), 'another app');
    assertRefused(await part(`${app.cdn}/all.json`, 'empty', CORS), 'without a grant');
    for (const route of ['digests?x=1&', 'standing?', 'verdict?', 'sign-out?'])
      assertRefused(
        await part(`${app.cdn}/.well-known/sallyport/${route}sallyport-as=${grant}`, 'empty', CORS),
        `the gateway's ${route}`,
      );
    assert.deepEqual(app.got, [], 'the app is not asked');
  });

  test('what a document in a sandbox announces comes with grants', async () => {
    for (const path of ['/announced', '/plain-announced']) {
      const { headers } = await framed(`${path}?sallyport-as=sandbox`);
      const link = String(headers['link']);
      assert.match(link, /<\/a\.js\?sallyport-as=opaque\.[^>]*>; rel=preload; as=script/);
      assert.match(link, /<https:[^>]*\/i\.png\?sallyport-as=opaque\.[^>]*>; rel=preload; as=image/);
      assert.match(link, /<\/next>; rel=next/);
      assert.match(link, /<https:\/\/elsewhere\.test\/x\.js>/);
    }
    const boxed = String((await app.alice.navigate(`${app.wiki}/announced`)).headers['link']);
    assert.match(boxed, /<\/a\.js\?sallyport-as=opaque\./, 'by its own policy');
    assert.doesNotMatch(String((await app.alice.navigate(`${app.wiki}/plain-announced`)).headers['link']), /opaque/);
  });

  test('it opens nothing but what browsers load as a part, for nobody who has a name', async () => {
    const url = (file: string): string => `${app.cdn}/${file}?sallyport-as=${grant}`;
    for (const destination of ['document', 'iframe', 'empty', 'object', 'font', 'worker', 'manifest', 'json', ''])
      assertRefused(await part(url('i.png'), destination), destination);
    for (const destination of ['document', 'worker', 'json'])
      assertRefused(await part(url('a.js'), destination, CORS), `${destination} with CORS`);
    for (const mode of ['navigate', 'same-origin'])
      assertRefused(await part(url('i.png'), 'image', { 'sec-fetch-mode': mode }), mode);
    for (const site of ['same-site', 'same-origin', 'none', ''])
      assertRefused(await part(url('i.png'), 'image', { 'sec-fetch-site': site }), site);
    for (const origin of ['https://evil.test', app.mail, app.wiki])
      assertRefused(await part(url('f.woff2'), 'font', { ...CORS, origin }), origin);
    for (const page of [`${app.mail}/`, 'https://evil.test/', 'nonsense', 'data:,'])
      assertRefused(await part(url('i.png'), 'image', { referer: page }), page);
    assertRefused(await part(url('i.png'), 'image', {}, 'POST'), 'POST');
    assertRefused(await part(`${app.mail}/i.png?sallyport-as=${grant}`, 'image'), 'another app');
    for (const use of ['part', 'module', 'image', 'font'])
      assertRefused(await part(`${app.cdn}/i.png?sallyport-as=${grant.replace('opaque', use)}`, 'image'), use);
    assertRefused(await part(`${app.cdn}/i.png`, 'image'), 'none');
    assert.deepEqual(app.got, [], 'the app is not asked');
  });

  test('it gives out no data and no page, whatever is claimed of the request', async () => {
    for (const [file, destination] of [
      ['d.json', 'script'],
      ['d.json', 'style'],
      ['d.bin', 'image'],
      ['page', 'image'],
      ['page', 'script'],
      ['s.css', 'script'],
    ] as const)
      assertRefused(await part(`${app.cdn}/${file}?sallyport-as=${grant}`, destination), `${file} as ${destination}`);
    for (const destination of ['script', 'style', 'font', 'image'])
      assertRefused(
        await part(`${app.cdn}/page?sallyport-as=${grant}`, destination, CORS),
        `a page as ${destination} with CORS`,
      );
  });
});
