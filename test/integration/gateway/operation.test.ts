import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { watchPolicies } from '../../../src/config/watch-policies.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const policy = (action: string): string => `policies:
  - id: files
    name: Files
    severity: high
    control: download
    action: ${action}
`;
const DOWNLOAD = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="plan.pdf"' };

describe('operation', () => {
  let gateway: TestGateway;
  let policyFile: string;
  let finish = (): void => {};
  before(async () => {
    gateway = await startTestGateway({
      handler: (incoming, response) => {
        if (incoming.url === '/file') response.writeHead(200, DOWNLOAD).end('%PDF-1.4\n');
        else if (incoming.url === '/long') {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: begun\n\n');
          finish = () => response.end('data: done\n\n');
        } else response.end('ok');
      },
      change: (config) => {
        policyFile = join(config.stateDirectory, '..', 'policies.yaml');
        writeFileSync(policyFile, policy('audit'));
        return { ...config, policyFile };
      },
    });
  });
  after(() => gateway.close());

  async function status(path: string): Promise<number> {
    return (await alice.send(`${gateway.suffix('wiki.corp.test')}${path}`)).status;
  }
  async function until(code: number): Promise<void> {
    for (let tries = 0; tries < 2400; tries++) {
      if ((await status('/file')) === code) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`/file never became ${code}`);
  }
  let alice: Awaited<ReturnType<TestGateway['signedIn']>>;

  test('DL-27: policies change while the gateway runs, and no connection ends by it; a file with faults changes nothing', async () => {
    alice = await gateway.signedIn('alice');
    const wiki = gateway.suffix('wiki.corp.test');
    const { hostname, port, host } = new URL(wiki);
    const stream = request({
      host: '127.0.0.1',
      port,
      servername: hostname,
      path: '/long',
      rejectUnauthorized: false,
      agent: false,
      headers: {
        host,
        cookie: alice.jar.getCookieStringSync(wiki),
        'sec-fetch-dest': 'empty',
        'sec-fetch-mode': 'cors',
      },
    });
    let text = '';
    const ended = new Promise<void>((resolve) => {
      stream.once('response', (answer) => {
        answer.on('data', (piece: Buffer) => {
          text += piece.toString();
        });
        answer.once('end', resolve);
      });
    });
    const begun = new Promise((resolve) => stream.once('response', (answer) => answer.once('data', resolve)));
    stream.end();
    await begun;
    assert.equal(await status('/file'), 200);
    writeFileSync(policyFile, policy('block'));
    await until(403);
    writeFileSync(policyFile, policy('monitr'));
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.equal(await status('/file'), 403, 'the policies in force stay');
    writeFileSync(policyFile, policy('audit'));
    await until(200);
    finish();
    await ended;
    assert.equal(text, 'data: begun\n\ndata: done\n\n');
  });

  test('DL-27: the policies in force hold when their file is gone, corrupt, empty or none, before and while a file comes; the next good one is taken', async () => {
    alice ??= await gateway.signedIn('alice');
    writeFileSync(policyFile, policy('block'));
    await until(403);
    const faults: unknown[] = [];
    // It reads as the gateway does, and says so.
    const witness = watchPolicies(
      policyFile,
      { apps: [], networks: [], countryFile: undefined, ispFile: undefined },
      () => {},
      (told) => faults.push(told),
    );
    const BAD: readonly (readonly [what: string, spoil: () => void])[] = [
      ['gone', () => rmSync(policyFile)],
      ['empty', () => writeFileSync(policyFile, '')],
      ['of blanks', () => writeFileSync(policyFile, '\n  \n# nothing\n')],
      ['without policies', () => writeFileSync(policyFile, 'policies:\n')],
      ['cut off', () => writeFileSync(policyFile, policy('audit').slice(0, -14))],
      ['of octets', () => writeFileSync(policyFile, Buffer.from([0, 255, 254, 0, 1, 0x80]))],
      ['with a key twice', () => writeFileSync(policyFile, `${policy('audit')}policies: []\n`)],
      [
        'a folder',
        () => {
          rmSync(policyFile);
          mkdirSync(policyFile);
        },
      ],
    ];
    for (const [what, spoil] of BAD) {
      const underway = Array.from({ length: 4 }, () => status('/file'));
      const before = faults.length;
      spoil();
      await Promise.all(underway.map(async (each) => assert.equal(await each, 403, `${what}, while it comes`)));
      for (let tries = 0; tries < 400 && faults.length === before; tries++)
        await new Promise((resolve) => setTimeout(resolve, 25));
      assert.ok(faults.length > before, `${what}: nobody was told`);
      assert.equal(await status('/file'), 403, what);
    }
    witness.close();
    rmSync(policyFile, { recursive: true });
    writeFileSync(policyFile, policy('audit'));
    await until(200);
  });

  test('health, readiness and metrics are on a port of their own', async () => {
    const at = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${gateway.gateway.metricsPort}${path}`);
    for (const path of ['/healthz', '/readyz']) assert.equal((await at(path)).status, 200);
    const text = await (await at('/metrics')).text();
    assert.match(text, /^# TYPE sallyport_\w+ counter$/m);
    assert.match(text, /^sallyport_\w+\{[^}]*app="wiki"/m);
    assert.doesNotMatch(text, /alice|127\.0\.0\.1/, 'nobody is in it');
    assert.equal((await at('/anything')).status, 404);
    const open = await alice.send(`${gateway.suffix('wiki.corp.test')}/metrics`);
    assert.equal(open.body.toString(), 'ok', 'the app’s own path of that name is the app’s');
  });
});
