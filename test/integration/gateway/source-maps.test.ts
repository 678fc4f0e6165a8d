import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const CODE = 'a(location.href);b(location.host);';
const MAP = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA,iBAAiB,8BAAA;AACA' };
const JSON_TYPE = { 'content-type': 'application/json' };
const SCRIPT = { 'content-type': 'text/javascript' };
const inline = `data:application/json;base64,${Buffer.from(JSON.stringify(MAP)).toString('base64')}`;
const css = 'a{background:url(https://static.corp.test/x)}b{color:red}';

const FILES: Readonly<Record<string, readonly [headers: Record<string, string>, body: string]>> = {
  '/a.js': [SCRIPT, `${CODE}\n//# sourceMappingURL=a.js.map`],
  '/header.js': [{ ...SCRIPT, sourcemap: '/header.js.map' }, CODE],
  '/absolute.js': [SCRIPT, `${CODE}\n//# sourceMappingURL=https://static.corp.test/absolute.js.map`],
  '/plain.js': [SCRIPT, 'a();\n//# sourceMappingURL=https://static.corp.test/plain.js.map'],
  '/inline.js': [SCRIPT, `${CODE}\n//# sourceMappingURL=${inline}`],
  '/worker.js': [SCRIPT, 'a();\n//# sourceMappingURL=worker.js.map'],
  '/theirs.js': [SCRIPT, `${CODE}\n//# sourceMappingURL=https://mail.partner.test/theirs.map`],
  '/a.css': [{ 'content-type': 'text/css' }, `${css}\n/*# sourceMappingURL=a.css.map */`],
};

describe('source maps', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        const path = request.url ?? '';
        const file = FILES[path] ?? (path.endsWith('.map') ? [JSON_TYPE, JSON.stringify(MAP)] : [JSON_TYPE, '{}']);
        response.writeHead(200, file[0]).end(file[1]);
      },
    });
  });
  after(() => gateway?.close());

  /** Loads a file as an element does, then its map as developer tools do. */
  async function load(path: string, map: string, destination = 'script', host = 'wiki.corp.test') {
    const browser = await gateway.signedIn('alice');
    const ask = (url: string, dest: string) =>
      browser.navigate(url, {
        headers: { 'sec-fetch-dest': dest, 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': 'same-origin' },
      });
    const file = await ask(gateway.suffix('wiki.corp.test') + path, destination);
    const own = gateway.suffix(host) + map;
    if (host !== 'wiki.corp.test') await browser.navigate(own);
    const again = await ask(own, 'empty');
    return { browser, ask, file: String(file.body), map: String(again.body), answer: again };
  }

  test('a map named by a comment moves by what was inserted', async () => {
    const { file, map, answer } = await load('/a.js', '/a.js.map');
    assert.match(file, /__sallyport/);
    assert.notEqual(map, JSON.stringify(MAP));
    assert.deepEqual({ ...JSON.parse(map), mappings: MAP.mappings }, MAP);
    assert.equal(answer.headers['content-length'] ?? String(map.length), String(map.length));
  });

  test('by a header, in a file of another host of the app, in the comment itself', async () => {
    const { map } = await load('/a.js', '/a.js.map');
    assert.equal((await load('/header.js', '/header.js.map')).map, map);
    const absolute = await load('/absolute.js', '/absolute.js.map', 'script', 'static.corp.test');
    assert.ok(absolute.file.endsWith(`sourceMappingURL=${gateway.suffix('static.corp.test')}/absolute.js.map`));
    assert.equal(absolute.map, map);
    const { file } = await load('/inline.js', '/x.map');
    assert.equal(Buffer.from(file.split('base64,')[1] ?? '', 'base64').toString(), map);
  });

  test('a style sheet’s map, a worker’s behind the runtime', async () => {
    assert.notEqual((await load('/a.css', '/a.css.map', 'style')).map, JSON.stringify(MAP));
    assert.notEqual((await load('/worker.js', '/worker.js.map', 'worker')).map, JSON.stringify(MAP));
  });

  test('a script without any trigger keeps all but the host of its map', async () => {
    const { file, map } = await load('/plain.js', '/plain.js.map', 'script', 'static.corp.test');
    assert.equal(file, `a();\n//# sourceMappingURL=${gateway.suffix('static.corp.test')}/plain.js.map`);
    assert.equal(map, JSON.stringify(MAP));
  });

  test('what a script names changes nothing for another session, another app or an element', async () => {
    const { ask } = await load('/a.js', '/a.js.map');
    const map = `${gateway.suffix('wiki.corp.test')}/a.js.map`;
    assert.equal(String((await ask(map, 'image')).body), JSON.stringify(MAP));
    const other = await gateway.signedIn('bob');
    assert.equal(String((await other.navigate(map)).body), JSON.stringify(MAP));
    const theirs = await load('/theirs.js', '/theirs.map', 'script', 'mail.partner.test');
    assert.equal(theirs.map, JSON.stringify(MAP));
  });
});
