import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createPaths } from '../../../src/client/path.ts';
import { createHostMap } from '../../../src/rewrite/host-map.ts';
import { fc } from '../../support/properties.ts';

const [dotted, label] = (['dotted', 'label'] as const).map((form) => {
  const hosts = createHostMap({
    suffix: 'gw.mcas',
    port: 8443,
    form,
    origins: ['https://wiki.corp.test', 'http://old.corp.test:8080'],
  });
  return createPaths(hosts.table.origins, (url) => hosts.toSuffix(url));
}) as [(path: string) => string, (path: string) => string];
const S = '".gw.mcas:8443"';
const written = (text: string): string =>
  `concat(substring-before(concat(${text}, ${S}), ${S}), substring-after(${text}, ${S}))`;

describe('XPath expressions', () => {
  for (const [path, mapped] of [
    ['//a[@href = "https://wiki.corp.test/"]', '//a[ @href = "https://wiki.corp.test.gw.mcas:8443/"]'],
    ["//a['/x' = @href]", `//a[ boolean( @href[${written('.')} ='/x'])]`],
    ['//a[contains(@href, "corp.test/x")]', `//a[contains(${written('@href')}, "corp.test/x")]`],
    ['//a/@href[. != "/x"]', `//a/@href[ ${written('.')} != "/x"]`],
    ['string-length(//a/@src | //b/@href)', `string-length(${written('//a/@src | //b/@href')})`],
  ] as const)
    test(path, () => assert.equal(dotted(path), mapped));

  test('what is no URL, no expression or too deep stays as it is', () => {
    for (const path of [
      '//a[contains(@class, "a/b")]',
      '//a[@id="a.b"][contains(text(), "https://wiki.corp.test/")]',
      '//a[contains(@href, "corp.test/x"]',
      '//a[contains(@href "/")]',
      "//a[@href = 'https://wiki.corp.test/]",
      `${'('.repeat(100_000)}@href = "https://wiki.corp.test/"${')'.repeat(100_000)}`,
    ])
      assert.equal(dotted(path), path);
  });

  test('under names of one label a URL is compared in full and no part of it', () => {
    assert.match(label('//a[@href = "https://wiki.corp.test/"]'), /gw\.mcas/);
    assert.equal(label('//a[contains(@href, "corp.test/x")]'), '//a[contains(@href, "corp.test/x")]');
  });

  test('any text is read to its end, and without attributes comes out as it went in', () => {
    const piece = fc.constantFrom(..."//a|b[|]|(|)|.|..|*|=|-| |'x/y'|div|and|,|self::|text()|$v|1.5".split('|'), '|');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = pieces.join('');
        assert.equal(dotted(path), path);
      }),
    );
    fc.assert(fc.property(fc.string(), (path) => assert.equal(typeof dotted(`@href ${path}`), 'string')));
  });
});
