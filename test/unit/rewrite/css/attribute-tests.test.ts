import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAttributeTests } from '../../../../src/rewrite/css/attribute-tests.ts';
import { createCssRewriter, rewriteCss } from '../../../../src/rewrite/css/css-rewriter.ts';
import { grantedCssUrl } from '../../../../src/rewrite/css/grants.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';
import { fc } from '../../../support/properties.ts';
import { inPieces } from '../in-pieces.ts';

const FORMS = ['dotted', 'label'] as const;
const [dotted, label] = FORMS.map((form) => {
  const hosts = createHostMap({
    suffix: 'gw.mcas',
    port: 8443,
    form,
    origins: ['https://wiki.corp.test', 'https://cdn.corp.test', 'http://old.corp.test:8080'],
  });
  return { hosts, tests: createAttributeTests(hosts.table.origins, (url) => hosts.toSuffix(url)) };
}) as [Mapped, Mapped];

interface Mapped {
  readonly hosts: ReturnType<typeof createHostMap>;
  readonly tests: (test: string) => string;
}

/** What a browser says of an attribute, for a test or a list of tests as they are written here. */
function finds(selector: string, value: string): boolean {
  return [...selector.matchAll(/\[href(.?=)"([^"]*)"( i)?\]/g)].some(([, operator, text = '', flag]) => {
    const [have, want] = flag ? [value.toLowerCase(), text.toLowerCase()] : [value, text];
    if (want === '') return false;
    if (operator === '=') return have === want;
    if (operator === '^=') return have.startsWith(want);
    return operator === '$=' ? have.endsWith(want) : have.includes(want);
  });
}

const url = fc
  .tuple(
    fc.constantFrom('https://', 'http://', '//', ''),
    fc.constantFrom('wiki.corp.test', 'cdn.corp.test', 'old.corp.test:8080', 'other.test', 'est'),
    fc.constantFrom('', '/', '/docs', '/docs?a=test', '#test'),
  )
  .map((parts) => parts.join(''));
const piece = fc.tuple(url, fc.nat(40), fc.nat(40)).map(([text, from, size]) => {
  const start = from % (text.length + 1);
  return [text.slice(start), text.slice(0, start), text.slice(start, start + size)] as const;
});

describe('attribute selectors', () => {
  test('find what they find at home, and nothing else', () => {
    for (const { hosts, tests } of [dotted, label])
      fc.assert(
        fc.property(
          piece,
          fc.constantFrom('=', '^=', '$='),
          fc.nat(2),
          fc.constantFrom('', ' i'),
          url,
          (parts, operator, at, flag, value) => {
            // Of the label form nothing but the beginning and the whole of a host can be found again.
            if (hosts === label.hosts && operator === '$=') return;
            const written = `[href${operator}"${parts[at]!}"${flag}]`;
            const mapped = tests(written);
            // The page's own data, and what the browser follows.
            assert.ok(!finds(written, value) || finds(mapped, value), `${mapped} on ${value}`);
            const found = finds(mapped, hosts.toSuffix(value));
            // What is `http` at home is found by `https` as well.
            if (finds(written, value) || !value.startsWith('http://old'))
              assert.equal(found, finds(written, value), `${mapped} on ${value}`);
          },
        ),
        { numRuns: 4000 },
      );
  });

  test('that look for a part find what they find at home', () => {
    fc.assert(
      fc.property(piece, fc.nat(2), url, (parts, at, value) => {
        const written = `[href*="${parts[at]!}"]`;
        if (finds(written, value) && !value.includes('old'))
          assert.ok(finds(dotted.tests(written), dotted.hosts.toSuffix(value)));
      }),
      { numRuns: 4000 },
    );
  });

  test('that the end of a style sheet closes are closed', () => {
    const [open, closed] = ['[href="//wiki.corp.test/"', '[href="//wiki.corp.test/"]'];
    const cssUrl = grantedCssUrl((each) => each, dotted.tests);
    assert.notEqual(dotted.tests(closed), closed);
    assert.equal(rewriteCss(open, cssUrl), dotted.tests(closed));
    assert.equal(rewriteCss('[href=x\\]', cssUrl), '[href=x\\]');
  });

  test('that name no host of an app stay', () => {
    for (const each of ['[href$=".pdf"]', '[href="docs/"]', '[title="https://wiki.corp.test/"]', '[href^="https://o"]'])
      assert.equal(dotted.tests(each), each);
  });

  const sheet = fc
    .array(
      fc.constantFrom(
        '[href$=".test"]',
        '[href',
        '|href',
        '$=',
        '=',
        '"',
        "'",
        '//wiki.corp.test/',
        ' i',
        ']',
        '[',
        '/*',
        '*/',
        '/',
        '\\',
        '\n',
        '{',
        '}',
        'url(',
        ')',
        'a',
      ),
      { maxLength: 14 },
    )
    .map((words) => words.join(''));

  test('in a style sheet come out the same however it is split', () => {
    const cssUrl = grantedCssUrl((each) => dotted.hosts.toSuffix(each), dotted.tests);
    fc.assert(
      fc.property(sheet, fc.array(fc.nat(60), { maxLength: 4 }), (text, cuts) => {
        const sorted = cuts.filter((cut) => cut <= text.length).sort((a, b) => a - b);
        assert.equal(inPieces(createCssRewriter({ url: cssUrl }), text, sorted), rewriteCss(text, cssUrl));
      }),
      { numRuns: 10_000 },
    );
  });

  test('of a megabyte are read in one go', () => {
    for (const part of ['[', '[a', '[a|', '[href=', "[href='", '[a /**/', '[a=\\', '[/*', '/**/', 'a|'])
      for (const begin of ['', '[', '[href="']) {
        const text = begin + part.repeat(2 ** 20 / part.length);
        assert.equal(rewriteCss(text, dotted.tests), text);
      }
  });
});
