import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applySplices } from '../../../../src/model/rewriter.ts';
import { jsonUrlSplices } from '../../../../src/rewrite/html/json-urls.ts';
import { jsonStrings } from '../../../../src/rewrite/json/json-strings.ts';
import { fc } from '../../../support/properties.ts';
import { toOrigin, toSuffix } from './sample-options.ts';

const rewrite = (json: string, url = toSuffix): string => applySplices(json, jsonUrlSplices(json, url));
const WIKI = 'https://wiki.corp.test.gw.test:8443';

describe('import maps and speculation rules', () => {
  const cases: readonly (readonly [name: string, json: unknown, expected: unknown])[] = [
    [
      'an import map: keys and values of every part',
      {
        imports: { a: 'https://wiki.corp.test/a.js', 'https://wiki.corp.test/b/': './b/', c: null },
        scopes: { 'https://wiki.corp.test/s/': { a: '/x.js' } },
        integrity: { 'https://wiki.corp.test/a.js': 'sha384-AAAA' },
      },
      {
        imports: { a: `${WIKI}/a.js`, [`${WIKI}/b/`]: './b/', c: null },
        scopes: { [`${WIKI}/s/`]: { a: '/x.js' } },
        integrity: { [`${WIKI}/a.js`]: 'sha384-AAAA' },
      },
    ],
    [
      'speculation rules: lists and patterns',
      {
        prerender: [{ urls: ['https://wiki.corp.test/n', '/m'] }],
        prefetch: [
          {
            where: { and: [{ href_matches: 'https://wiki.corp.test/*\\?*' }, { not: { href_matches: '/logout' } }] },
            eagerness: 'moderate',
          },
        ],
      },
      {
        prerender: [{ urls: [`${WIKI}/n`, '/m'] }],
        prefetch: [
          {
            where: { and: [{ href_matches: `${WIKI}/*\\?*` }, { not: { href_matches: '/logout' } }] },
            eagerness: 'moderate',
          },
        ],
      },
    ],
    [
      'a pattern as an object: host and port go together',
      { href_matches: { port: '', protocol: 'https', hostname: 'wiki.corp.test', pathname: '/x' } },
      { href_matches: { port: '8443', protocol: 'https', hostname: 'wiki.corp.test.gw.test', pathname: '/x' } },
    ],
    [
      'without a port any is meant',
      [{ hostname: 'wiki.corp.test' }, { hostname: 'other.test', port: '' }],
      [{ hostname: 'wiki.corp.test.gw.test' }, { hostname: 'other.test', port: '' }],
    ],
    ['a wildcard names no host', { hostname: '*.corp.test' }, { hostname: '*.corp.test' }],
  ];
  for (const [name, json, expected] of cases)
    test(name, () => assert.deepEqual(JSON.parse(rewrite(JSON.stringify(json))), expected));

  test('escapes are read, and only what changes is written', () => {
    assert.equal(
      rewrite('{ "a" : "https:\\/\\/wiki\\u002ecorp.test\\/x" }'),
      '{ "a" : "https:\\/\\/wiki\\u002ecorp.test.gw.test:8443\\/x" }',
    );
  });
});

describe('laws', () => {
  test('nothing to map: the same text, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
        assert.equal(
          rewrite(text, (url) => url),
          text,
        ),
      ),
    );
  });
  test('mapping back gives the text that was', () => {
    const url = fc.constantFrom('https://wiki.corp.test/a', '//cdn.corp.test/x', '/y', 'https://other.test/');
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        url,
        fc.string(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.oneof(url, fc.string()), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        assert.equal(rewrite(rewrite(text), toOrigin), text);
      }),
    );
  });
  test('every string of a JSON text is found where the text has it', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const found = jsonStrings(text).map(({ text: each }) => each);
        const expected: string[] = [];
        const walk = (value: unknown): void => {
          if (typeof value === 'string') expected.push(value);
          else if (Array.isArray(value)) value.forEach(walk);
          else if (typeof value === 'object' && value !== null)
            for (const [key, each] of Object.entries(value)) {
              expected.push(key);
              walk(each);
            }
        };
        walk(JSON.parse(text));
        // A key that is there twice, or `__proto__`, is in the text and not in the value.
        for (const each of expected) assert.ok(found.includes(each), each);
      }),
    );
  });
});
