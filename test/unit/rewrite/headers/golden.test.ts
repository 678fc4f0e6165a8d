import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { HeaderList } from '../../../../src/model/headers.ts';
import type { Origin } from '../../../../src/model/host-map.ts';
import { rewriteRequestHeaders } from '../../../../src/rewrite/headers/rewrite-request-headers.ts';
import { rewriteResponseHeaders } from '../../../../src/rewrite/headers/rewrite-response-headers.ts';
import { createHostMap, parseOrigin } from '../../../../src/rewrite/host-map.ts';

/** One case a file: what and whose, the fields as they come, three dashes, the fields as they go. */
const CASES = new URL('../../../../fixtures/rewrite/headers/', import.meta.url);

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://static.corp.test', 'http://legacy.corp.test:8080'],
});
const lastTwo = (host: string): string => host.split('.').slice(-2).join('.');
const sameSite = (a: string, b: string): boolean => lastTwo(a) === lastTwo(b);

function parse(lines: readonly string[]): HeaderList {
  return lines.map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)] as const;
  });
}

const files = readdirSync(CASES).filter((name) => name.endsWith('.txt'));

test('there are cases', () => assert.ok(files.length >= 7, `${files.length} files`));

for (const file of files)
  test(file, () => {
    const lines = readFileSync(new URL(file, CASES), 'utf8').trimEnd().split('\n');
    const [, direction, target, changed] = /^(request|response) to (\S+?)(, body changed)?$/.exec(lines[0] ?? '') ?? [];
    const dashes = lines.indexOf('---');
    assert.ok(direction && target && dashes > 0, 'a case has a first line and dashes');
    const headers = parse(lines.slice(1, dashes));
    const origin = parseOrigin(target) as Origin;
    const actual =
      direction === 'request'
        ? rewriteRequestHeaders(headers, { hosts, origin, remoteAddress: '203.0.113.7', sameSite })
        : rewriteResponseHeaders(headers, {
            hosts,
            origin,
            nonce: 'N',
            bodyChanges: changed !== undefined,
          });
    assert.deepEqual(
      actual.map(([name, value]) => `${name}: ${value}`),
      lines.slice(dashes + 1),
    );
  });
