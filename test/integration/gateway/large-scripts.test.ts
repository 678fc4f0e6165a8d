import assert from 'node:assert/strict';
import { request } from 'node:https';
import { after, before, describe, test } from 'node:test';
import { changeFile } from '../../../src/proxy/body/file-change.ts';
import { LARGE } from '../../../src/proxy/body/large-files.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const LINE = 'go(location.href, "https://static.corp.test/x");\n';
const script = (name: string): string =>
  `import "https://static.corp.test/${name}.js";\n${LINE.repeat(2 * (LARGE / LINE.length))}//# sourceMappingURL=https://static.corp.test/${name}.map`;
const sheet = `@import "https://static.corp.test/a.css";\n${'a { background: url(https://static.corp.test/i) }\n'.repeat(8000)}`;

describe('large scripts and style sheets', () => {
  let gateway: TestGateway;
  let sent: (() => void) | undefined;
  before(async () => {
    gateway = await startTestGateway({
      handler: ({ url = '' }, response) => {
        const [name = '', type = ''] = url.slice(1).split('.');
        response.on('finish', () => sent?.());
        if (type === 'css') response.writeHead(200, { 'content-type': 'text/css' }).end(sheet);
        else if (name.startsWith('large'))
          response.writeHead(200, { 'content-type': 'text/javascript' }).end(script(name));
        else response.writeHead(200, { 'content-type': 'text/javascript' }).end(LINE);
      },
    });
  });
  after(() => gateway?.close());

  const asElement = (destination: string, site = 'same-origin') => ({
    headers: { 'sec-fetch-dest': destination, 'sec-fetch-mode': 'no-cors', 'sec-fetch-site': site },
  });
  const wiki = (path: string): string => gateway.suffix('wiki.corp.test') + path;
  const toSuffix = (url: string): string => url.replace('https://static.corp.test', gateway.suffix('static.corp.test'));

  test('come as they would from the thread that serves, beside everything else', async () => {
    const alice = await gateway.signedIn('alice');
    const names = ['large-a', 'small', 'large-b', 'large-a'];
    const answers = await Promise.all([
      ...names.map((name) => alice.send(wiki(`/${name}.js`), asElement('script'))),
      alice.send(wiki('/large.css'), asElement('style')),
    ]);
    const urls = { comment: toSuffix, text: toSuffix };
    for (const [index, name] of names.entries()) {
      const source = Buffer.from(name === 'small' ? LINE : script(name));
      const body = answers[index]!.body.toString();
      const expected = changeFile(source, { kind: 'script', encoding: undefined }, urls).bytes.toString();
      assert.ok(name === 'small' || /^import "[^"]*\/sallyport-as=module\./.test(body), 'an import with its grant');
      const bare = (text: string): string => text.replace(/\/sallyport-as=module\.[^/]*/, '');
      const [given, wanted] = [bare(body).split('\n'), bare(expected).split('\n')];
      assert.deepEqual([given.length, given.find((line, at) => line !== wanted[at])], [wanted.length, undefined], name);
      assert.match(body, /__sallyport/);
    }
    const styles = answers.at(-1)!.body.toString();
    assert.ok(styles.includes(gateway.suffix('static.corp.test')));
    assert.equal(styles.includes('//static.corp.test/'), false);
  });

  test('a browser that goes away leaves the thread to who asks next', async () => {
    const alice = await gateway.signedIn('alice');
    const url = wiki('/large-left.js');
    const arrived = new Promise<void>((resolve) => {
      sent = resolve;
    });
    const leaving = request({
      ...{ host: '127.0.0.1', port: gateway.port, servername: new URL(url).hostname, path: '/large-left.js' },
      headers: {
        ...{ host: new URL(url).host, cookie: alice.jar.getCookieStringSync(url) },
        ...asElement('script').headers,
      },
      ...{ rejectUnauthorized: false, agent: false },
    });
    leaving.on('error', () => {});
    leaving.end();
    await arrived;
    sent = undefined;
    const left = new Promise<void>((resolve) => leaving.on('close', resolve));
    leaving.destroy();
    await left;
    const answers = await Promise.all(
      ['/small.js', '/large-left.js', '/large-other.js'].map((path) => alice.send(wiki(path), asElement('script'))),
    );
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.match(body.toString(), /__sallyport/);
    }
  });
});
