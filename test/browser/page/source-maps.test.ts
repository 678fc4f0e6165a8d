import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { transformSync } from 'esbuild';
import { launchChromium, type TestBrowser } from '../../support/chromium.ts';
import { sendSignIn } from '../../support/sign-in-form.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { readMappings } from '../../unit/rewrite/source-map/read-mappings.ts';

const AUTHORED = `export function first(): string {\n  return location.host + window.location.pathname;\n}\nfunction thrower(): never {\n  throw new Error(location.hash);\n}\nthrower;\n`;
const { code, map } = transformSync(AUTHORED, { sourcemap: true, minify: true, loader: 'ts', sourcefile: 'app.ts' });

let gateway: TestGateway;
let browser: TestBrowser;
before(async () => {
  gateway = await startTestGateway({
    handler: (request, response) => {
      const file: Readonly<Record<string, readonly [type: string, body: string]>> = {
        '/app.js': ['text/javascript', `${code}//# sourceMappingURL=maps/app.js.map`],
        '/maps/app.js.map': ['application/json', map],
      };
      const [type, body] = file[request.url ?? ''] ?? [
        'text/html',
        '<!doctype html><script type="module" src="/app.js"></script>',
      ];
      response.writeHead(200, { 'content-type': type }).end(body);
    },
  });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await gateway?.close();
});

test('developer tools find the author’s line and column of what runs', async () => {
  const page = await browser.context.newPage();
  const home = `${gateway.suffix('wiki.corp.test')}/`;
  await page.goto(home);
  await sendSignIn(page, { username: 'alice', password: 'a' });
  await page.waitForURL(home);
  const tools = await browser.context.newCDPSession(page);
  const { promise, resolve } = Promise.withResolvers<{ scriptId: string; sourceMapURL: string }>();
  tools.on('Debugger.scriptParsed', (script) => {
    if (script.url.endsWith('/app.js')) resolve({ scriptId: script.scriptId, sourceMapURL: script.sourceMapURL ?? '' });
  });
  await tools.send('Debugger.enable');
  const { scriptId, sourceMapURL } = await promise;
  const { scriptSource } = await tools.send('Debugger.getScriptSource', { scriptId });
  const { frameTree } = await tools.send('Page.getFrameTree');
  const { resource } = await tools.send('Network.loadNetworkResource', {
    frameId: frameTree.frame.id,
    url: new URL(sourceMapURL, `${home}app.js`).href,
    options: { disableCache: false, includeCredentials: true },
  });
  assert.equal(resource.netErrorName, undefined);
  const { data, base64Encoded } = await tools.send('IO.read', { handle: resource.stream ?? '' });
  const told = JSON.parse(base64Encoded ? Buffer.from(data, 'base64').toString() : data) as { mappings: string };

  assert.notEqual(scriptSource, `${code}//# sourceMappingURL=maps/app.js.map`);
  const lines = AUTHORED.split('\n');
  const found: (readonly [word: string, text: string])[] = readMappings(told.mappings).map(({ line, column, from }) => {
    const [, fromLine = 0, fromColumn = 0] = from ?? [];
    const word = /^[a-z]+/i.exec((lines[fromLine] ?? '').slice(fromColumn))?.[0] ?? '';
    return [word, scriptSource.split('\n')[line]?.slice(column, column + 60) ?? ''];
  });
  for (const name of ['location', 'window', 'throw', 'Error']) {
    const places = found.filter(([word]) => word === name);
    assert.ok(places.length > 0, name);
    for (const [, text] of places) assert.match(text, new RegExp(`^(?:__sallyport\\.(?:of\\()?)?${name}`));
  }
});
