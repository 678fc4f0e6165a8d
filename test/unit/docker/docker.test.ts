import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { loadConfig } from '../../../src/config/load-config.ts';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { version: string; engines: { node: string } };

/** Instructions with continued lines joined, comments left out (Dockerfile reference, "Format"). */
function instructions(dockerfile: string): ReadonlyArray<readonly [name: string, rest: string]> {
  const lines = dockerfile
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, name, rest] = /^(\w+)\s+(.*)$/.exec(line)!;
      return [name!.toUpperCase(), rest!] as const;
    });
}

describe('docker/Dockerfile', () => {
  const all = instructions(read('docker/Dockerfile'));
  const of = (wanted: string): string[] => all.filter(([name]) => name === wanted).map(([, rest]) => rest);
  const last = all.slice(all.findLastIndex(([name]) => name === 'FROM'));

  test('several stages, each from a pinned official image', () => {
    assert.ok(of('FROM').length >= 2);
    for (const image of of('FROM')) assert.match(image, /^node:26-slim( AS [a-z]+)?$/);
    assert.ok(!read('docker/Dockerfile').includes(':latest'));
  });
  test('the last stage runs as a user without rights', () => {
    const users = last.filter(([name]) => name === 'USER').map(([, rest]) => rest);
    assert.ok(users.length > 0);
    assert.doesNotMatch(users.at(-1)!, /^(root|0)(:|$)/);
    assert.ok(last.findLastIndex(([name]) => name === 'USER') > last.findLastIndex(([name]) => name === 'RUN'));
  });
  test('its health is the gateway’s own', () => {
    const [check] = of('HEALTHCHECK');
    assert.match(check ?? '', /127\.0\.0\.1:9090\/healthz/);
    assert.match(check ?? '', /CMD \["node", "-e"/);
  });
  test('without what only development needs', () => {
    assert.ok(of('RUN').some((command) => command.includes('npm ci --omit=dev')));
  });
  test('everything copied is there, and let in by .dockerignore', () => {
    const letIn = read('.dockerignore').split('\n');
    for (const line of of('COPY').filter((rest) => !rest.startsWith('--from'))) {
      for (const source of line.split(' ').slice(0, -1)) {
        assert.ok(existsSync(join(root, source)), source);
        assert.ok(letIn.includes(`!${source}`), source);
      }
    }
    assert.ok(letIn.includes('*'));
  });
  test('it serves by default', () => {
    assert.deepEqual(JSON.parse(of('CMD')[0]!), ['serve', '--config', '/etc/sallyport/gateway.yaml']);
  });
});

describe('docker/compose.yaml', () => {
  const { services, volumes } = parse(read('docker/compose.yaml')) as {
    services: Record<
      string,
      {
        image: string;
        build: { context: string; dockerfile: string };
        ports: string[];
        volumes: string[];
        cap_drop: string[];
        read_only: boolean;
        user?: string;
        privileged?: boolean;
      }
    >;
    volumes: Record<string, unknown>;
  };
  const gateway = services['gateway']!;

  test('builds the image of this version', () => {
    assert.equal(gateway.image, `sallyport:${manifest.version}`);
    assert.ok(existsSync(join(root, 'docker', gateway.build.context, gateway.build.dockerfile)));
  });
  test('grants nothing', () => {
    assert.deepEqual(gateway.cap_drop, ['ALL']);
    assert.equal(gateway.read_only, true);
    assert.equal(gateway.privileged ?? false, false);
    assert.doesNotMatch(gateway.user ?? '', /^(root|0)/);
  });
  test('publishes what browsers need and nothing else', () => assert.deepEqual(gateway.ports, ['443:8443']));
  test('keeps its state in a volume that is declared', () => {
    const named = gateway.volumes.map((volume) => volume.split(':')[0]!).filter((source) => !source.startsWith('.'));
    assert.deepEqual(named, Object.keys(volumes));
  });
});

describe('docker/gateway.example.yaml', () => {
  test('is a sound configuration that fits the image', async (t) => {
    process.env['SALLYPORT_CLIENT_SECRET'] = 'secret';
    t.after(() => delete process.env['SALLYPORT_CLIENT_SECRET']);
    const loaded = await loadConfig(join(root, 'docker/gateway.example.yaml'));
    assert.deepEqual(loaded.ok ? [] : loaded.faults, []);
    assert.ok(loaded.ok);
    assert.equal(loaded.config.stateDirectory, '/var/lib/sallyport');
    assert.deepEqual(
      [loaded.config.listen.port, loaded.config.publicPort, loaded.config.metrics?.port],
      [8443, 443, 9090],
    );
  });
});
