import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Origin } from '../../../../src/model/host-map.ts';
import { rewriteResponseHeaders } from '../../../../src/rewrite/headers/rewrite-response-headers.ts';
import { createHostMap, parseOrigin } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://static.corp.test'],
});
const origin = parseOrigin('https://wiki.corp.test') as Origin;
const OWN = '"https://wiki.corp.test.mcas.localhost:8443/.well-known/sallyport/*"';

const sent = (name: string, value: string): unknown =>
  rewriteResponseHeaders([[name, value]], { hosts, origin, nonce: 'n', bodyChanges: false });

test('a list of what a page may connect to names hosts as they are under the suffix, and what the page runtime needs', () => {
  for (const [value, expected] of [
    ['(response-origin)', `(${OWN} response-origin)`],
    ['()', `(${OWN} )`],
    [
      '("https://static.corp.test/a/*" "https://cdn.other.test/*");report-to=r',
      `(${OWN} "https://static.corp.test.mcas.localhost:8443/a/*" "https://cdn.other.test/*");report-to=r`,
    ],
    ['("https://*.corp.test/*")', `(${OWN} "https://*.corp.test/*" "https://*.corp.test.mcas.localhost:8443/*")`],
    ['nothing of the kind', 'nothing of the kind'],
  ] as const)
    for (const name of ['connection-allowlist', 'connection-allowlist-report-only'])
      assert.deepEqual(sent(name, value), [[name, expected]]);
});

test('no session is bound to a key of the device, whose cookies the browser does not have', () => {
  for (const name of ['secure-session-registration', 'sec-session-registration'])
    assert.deepEqual(sent(name, '(ES256);path="start";challenge="c"'), []);
});
