import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderList } from '../../../../src/model/headers.ts';
import type { Origin } from '../../../../src/model/host-map.ts';
import { rewriteReferer } from '../../../../src/rewrite/headers/page-url.ts';
import { isKeptFromAsker, judgedEachTime, seemsSameSite } from '../../../../src/rewrite/headers/resource-policy.ts';
import { createHostMap, parseOrigin } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'gw.test',
  port: 443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://cdn.corp.test', 'https://evil.other.test', 'http://old.corp.test'],
});
const at = (text: string): Origin => parseOrigin(text) as Origin;
const lastTwo = (host: string): string => host.split('.').slice(-2).join('.');
const sameSite = (a: string, b: string): boolean => lastTwo(a) === lastTwo(b);
const asked = (by: string | undefined, site = 'same-site', mode = 'no-cors'): HeaderList => [
  ['sec-fetch-site', site],
  ['sec-fetch-mode', mode],
  ...(by ? ([['referer', `https://${by}.gw.test/`]] as const) : []),
];
const kept = (request: HeaderList, policy: readonly string[]): boolean =>
  isKeptFromAsker(
    request,
    policy.map((value) => ['cross-origin-resource-policy', value] as const),
    seemsSameSite(request, hosts, at('https://cdn.corp.test'), sameSite),
  );

test('what an app gives to its own site is kept from a page of another app', () => {
  assert.ok(kept(asked('evil.other.test'), ['same-site']));
  assert.ok(kept(asked(undefined), ['same-site']), 'who hides is a stranger');
  assert.ok(!kept(asked('wiki.corp.test'), ['same-site']));
  assert.ok(!kept(asked('cdn.corp.test', 'same-origin'), ['same-site']));
  assert.ok(!kept(asked('evil.other.test', 'same-site', 'cors'), ['same-site']), 'CORS has its own check');
  assert.ok(!kept(asked('evil.other.test'), ['cross-origin']));
  assert.ok(!kept(asked('evil.other.test'), []));
  assert.ok(!kept(asked('evil.other.test'), ['same-site', 'cross-origin']), 'a list is no policy');
});

test('and no cache gives it to that page either', () => {
  const fields: HeaderList = [
    ['cache-control', 'public, max-age=9'],
    ['cross-origin-resource-policy', 'same-site'],
    ['etag', '"a"'],
  ];
  assert.deepEqual(judgedEachTime(fields), [fields[1], fields[2], ['cache-control', 'private, no-cache']]);
  assert.equal(judgedEachTime(fields.slice(0, 1)).length, 1);
});

test('the URL of an https page does not go to an http app', () => {
  assert.equal(rewriteReferer('https://wiki.corp.test.gw.test/secret', hosts, at('http://old.corp.test')), undefined);
  assert.equal(
    rewriteReferer(hosts.toSuffix('http://old.corp.test/a'), hosts, at('http://old.corp.test')),
    'http://old.corp.test/a',
  );
  assert.equal(
    rewriteReferer(hosts.toSuffix('http://old.corp.test/a'), hosts, at('https://wiki.corp.test')),
    'http://old.corp.test/a',
  );
});
