import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type ChildOptions, startChild } from '../../../src/demo/children/start-child.ts';
import { freePort, probePort } from '../../../src/demo/free-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'child-'));
after(() => rmSync(folder, { recursive: true }));
const script = join(folder, 'app.mjs');
writeFileSync(
  script,
  `import { createServer } from 'node:http';
const [port, mode] = process.argv.slice(2);
console.log('I am', mode);
if (mode === 'broken') process.exit(7);
createServer((request, response) => {
  response.end('here');
  if (request.url === '/die') process.exit(3);
}).listen(Number(port), '127.0.0.1');
`,
);

async function options(
  mode: string,
  onEnd: ChildOptions['onEnd'] = () => {},
): Promise<ChildOptions & { port: number }> {
  const port = await freePort();
  const logFile = join(folder, `${mode}.log`);
  return {
    name: 'the app',
    script,
    args: [String(port), mode],
    cwd: folder,
    logFile,
    readyUrl: `http://127.0.0.1:${port}/`,
    onEnd,
    port,
  };
}

/** Whether nothing listens on `port`, looked at until it is so or a bound is reached. */
async function isFreed(port: number): Promise<boolean> {
  for (let look = 0; look < 2400; look++) {
    if ((await probePort(port)).free) return true;
    await delay(50);
  }
  return false;
}

describe('a program that runs beside the demo', () => {
  test('is there when it is said to be, writes its log, and ends without a word when told to', async () => {
    const ended: string[] = [];
    const asked = await options('fine', (how) => ended.push(how));
    const child = await startChild(asked);
    assert.equal(await (await fetch(asked.readyUrl)).text(), 'here');
    await child.close();
    await child.close();
    assert.ok(await isFreed(asked.port));
    assert.deepEqual(ended, []);
    assert.match(readFileSync(asked.logFile, 'utf8'), /I am fine/);
  });

  test('that cannot start says how it ended and where its log is', async () => {
    const asked = await options('broken');
    await assert.rejects(
      startChild(asked),
      new RegExp(`the app did not start \\(exit code 7\\); its log is ${asked.logFile}`),
    );
  });

  test('that ends by itself is told of', async () => {
    let tell = (_how: string): void => {};
    const ended = new Promise<string>((resolve) => {
      tell = resolve;
    });
    const asked = await options('mortal', (how) => tell(how));
    const child = await startChild(asked);
    await fetch(`${asked.readyUrl}die`).catch(() => {});
    assert.equal(await ended, 'exit code 3');
    await child.close();
  });

  test('ends with its parent, even when the parent is killed', async () => {
    const asked = await options('orphan');
    const parent = join(folder, 'parent.mjs');
    const module = pathToFileURL(join(import.meta.dirname, '../../../src/demo/children/start-child.ts')).href;
    const { onEnd: _unused, ...rest } = asked;
    writeFileSync(
      parent,
      `import { startChild } from ${JSON.stringify(module)};\nawait startChild({ ...${JSON.stringify(rest)}, onEnd() {} });\nconsole.log('started');\n`,
    );
    const process_ = spawn(process.execPath, [parent], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface(process_.stdout), 'line');
    assert.equal(line, 'started');
    assert.equal((await probePort(asked.port)).free, false);
    process_.kill('SIGKILL');
    assert.ok(await isFreed(asked.port));
  });
});

describe('ports', () => {
  test('a taken one is seen, and the next free one is named', async () => {
    const asked = await options('holder');
    const child = await startChild(asked);
    const { free, next } = await probePort(asked.port);
    assert.equal(free, false);
    assert.ok(next !== undefined && next > asked.port && (await probePort(next)).free);
    await child.close();
  });
});
