import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toOriginText } from '../../../../src/rewrite/headers/origin-text.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';
import { fc } from '../../../support/properties.ts';

const table = {
  suffix: 'mcas.localhost',
  form: 'dotted' as const,
  origins: ['https://wiki.corp.test', 'http://legacy.corp.test:8080', 'https://25.corp.test'],
};
const hosts = createHostMap({ ...table, port: 8443 });
const plain = createHostMap({ ...table, port: 443 });
const WIKI = 'wiki.corp.test.mcas.localhost:8443';
const LEGACY = 'legacy.corp.test.http-8080.mcas.localhost:8443';

describe('texts back to the origin', () => {
  const cases: readonly (readonly [string, string])[] = [
    [`/a?u=https://${WIKI}/b&v=1`, '/a?u=https://wiki.corp.test/b&v=1'],
    [`/a?u=https%3A%2F%2Fwiki.corp.test.mcas.localhost%3A8443%2Fb`, '/a?u=https%3A%2F%2Fwiki.corp.test%2Fb'],
    [
      '/a?u=https%253a%252F%252Flegacy.corp.test.http-8080.mcas.localhost%253a8443%252F',
      '/a?u=http%253a%252F%252Flegacy.corp.test%253A8080%252F',
    ],
    [`https://${LEGACY}/x and wss://${LEGACY}/y`, 'http://legacy.corp.test:8080/x and ws://legacy.corp.test:8080/y'],
    [`//${WIKI}/x`, '//wiki.corp.test/x'],
    [`https:\\/\\/${WIKI}\\/x`, 'https:\\/\\/wiki.corp.test\\/x'],
    [`https://u:p@${LEGACY}/`, 'http://u:p@legacy.corp.test:8080/'],
    [`?host=${LEGACY}`, '?host=legacy.corp.test:8080'],
    ['?name=wiki.corp.test.mcas.localhost', '?name=wiki.corp.test'],
    ['?name=legacy.corp.test.http-8080.MCAS.localhost.', '?name=legacy.corp.test.'],
    [`${WIKI},${WIKI}`, 'wiki.corp.test,wiki.corp.test'],
    [`%2F%2F25.corp.test.mcas.localhost%3A8443`, '%2F%2F25.corp.test'],
    [`HTTPS://WIKI.corp.test.mcas.localhost:8443/`, 'HTTPS://wiki.corp.test/'],
  ];
  for (const [text, expected] of cases) test(text, () => assert.equal(toOriginText(text, hosts), expected));

  test('on port 443 a host alone is an authority', () => {
    assert.equal(
      toOriginText('u=https://legacy.corp.test.http-8080.mcas.localhost/x', plain),
      'u=http://legacy.corp.test:8080/x',
    );
    assert.equal(
      toOriginText('u=https%3A%2F%2Flegacy.corp.test.http-8080.mcas.localhost%2Fx', plain),
      'u=http%3A%2F%2Flegacy.corp.test%3A8080%2Fx',
    );
  });
});

describe('left alone', () => {
  const texts = [
    '',
    '/a?b=wiki.corp.test',
    'https://login.mcas.localhost:8443/',
    'https://xwiki.corp.test.mcas.localhost:8443/',
    'https://wiki.corp.test.mcas.localhost.evil.test/',
    'https://wiki.corp.test.mcas.localhost:84430/',
    'https://wiki.corp.test.mcas.localhost:8444/',
    'https://wiki.corp.test.mcas.localhost:084439/',
    'https://wiki.corp.test.mcas.localhost/',
    'wiki.corp.test.mcas.localhostx',
    'mcas.localhost',
    '.mcas.localhost',
    '%',
  ];
  for (const text of texts) test(JSON.stringify(text), () => assert.equal(toOriginText(text, hosts), text));
});

test('a suffix said twice leaves none', () =>
  assert.equal(
    toOriginText('https://wiki.corp.test.mcas.localhost:8443.mcas.localhost:8443/x', hosts),
    'https://wiki.corp.test/x',
  ));

test('after it, no text names a suffix URL of an app; a second time changes nothing', () => {
  const piece = fc.constantFrom(
    'https://',
    'http://',
    '//',
    '%2F%2F',
    'https%3A%2F%2F',
    WIKI,
    LEGACY,
    encodeURIComponent(WIKI),
    'wiki.corp.test',
    '.mcas.localhost',
    ':8443',
    '/',
    '?',
    '&',
    ' ',
    '%',
    '25',
    'x',
    '.',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      const once = toOriginText(text, hosts);
      if (!text.includes('.mcas.localhost')) assert.equal(once, text);
      for (const [url] of once.matchAll(/https:\/\/[a-z0-9.-]+:8443(?![0-9])/g)) assert.equal(hosts.toOrigin(url), url);
    }),
    { numRuns: 3000 },
  );
});

test('a hostile text costs no more than its length', () => {
  const texts = ['a'.repeat(200_000), '.mcas.localhost'.repeat(10_000), '/'.repeat(200_000), '%25'.repeat(60_000)];
  for (const text of texts) assert.equal(toOriginText(`${text}.mcas.localhost`, hosts), `${text}.mcas.localhost`);
});
