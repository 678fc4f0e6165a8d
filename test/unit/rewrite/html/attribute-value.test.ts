import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseFragment } from 'parse5';
import { createHtmlRewriter } from '../../../../src/rewrite/html/html-rewriter.ts';
import { fc } from '../../../support/properties.ts';
import { IDENTITY, toOrigin, toSuffix } from './sample-options.ts';

const urls = fc
  .tuple(
    fc.constantFrom(
      'https://wiki.corp.test',
      '//cdn.corp.test',
      'http://old.corp.test:80',
      '\\\\cdn.corp.test',
      'https://other.test',
    ),
    fc.string({ unit: fc.constantFrom('/', '?', 'a', '&', '=', ';', '"', "'", '<', '>', ' ', '\t', 'amp', '#', '%') }),
  )
  .map(([host, rest]) => (rest === '' ? host : `${host}/${rest}`));

const escapes: ReadonlyArray<(char: string) => string> = [
  (char) => char,
  (char) => `&#${char.charCodeAt(0)};`,
  (char) => `&#x${char.charCodeAt(0).toString(16)};`,
];

/** A URL written into an attribute in any of the ways there are. */
const written = fc
  .tuple(urls, fc.constantFrom('"', "'", ''), fc.infiniteStream(fc.nat(8)))
  .map(([url, quote, choices]) => {
    const value = [...url].map((char) => {
      const must = char === '&' || char === quote || (quote === '' && /[\s"'=<>`]/.test(char));
      const choice = choices.next().value ?? 0;
      return escapes[must ? 1 + (choice % 2) : choice > 2 ? 0 : choice]!(char);
    });
    return { url, markup: `<a href=${quote}${value.join('')}${quote}>` };
  });

function hrefOf(markup: string): string | undefined {
  const [element] = parseFragment(markup).childNodes;
  return element && 'attrs' in element ? element.attrs[0]?.value : undefined;
}

function rewritten(markup: string, url: (url: string) => string): string {
  const rewriter = createHtmlRewriter({ ...IDENTITY, url });
  return rewriter.write(markup) + rewriter.end();
}

describe('attribute values', () => {
  test('say the mapped URL, however they are written', () => {
    fc.assert(
      fc.property(written, ({ url, markup }) => {
        assert.equal(hrefOf(markup), url);
        assert.equal(hrefOf(rewritten(markup, toSuffix)), toSuffix(url));
      }),
      { numRuns: 1000 },
    );
  });

  test('come back as they were written', () => {
    fc.assert(
      fc.property(written, ({ url, markup }) => {
        const back = rewritten(rewritten(markup, toSuffix), toOrigin);
        assert.equal(hrefOf(back), url);
        // Where the scheme changes, so does all from there to the port, and is written plainly.
        if (!url.startsWith('http:')) assert.equal(back, markup);
      }),
      { numRuns: 1000 },
    );
  });
});
