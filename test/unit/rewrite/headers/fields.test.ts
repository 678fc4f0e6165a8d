import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../../../../src/model/headers.ts';
import type { Origin } from '../../../../src/model/host-map.ts';
import { narrowAcceptEncoding } from '../../../../src/rewrite/headers/accept-encoding.ts';
import { clearsCookies, rewriteClearSiteData } from '../../../../src/rewrite/headers/clear-site-data.ts';
import { markEtag, unmarkEtags } from '../../../../src/rewrite/headers/etag.ts';
import { fetchSite } from '../../../../src/rewrite/headers/fetch-site.ts';
import { rewriteLink } from '../../../../src/rewrite/headers/link.ts';
import { rewriteOrigin, rewriteReferer } from '../../../../src/rewrite/headers/page-url.ts';
import type { ResponseContext } from '../../../../src/rewrite/headers/response-context.ts';
import { rewriteResponseHeaders } from '../../../../src/rewrite/headers/rewrite-response-headers.ts';
import { createHostMap, parseOrigin } from '../../../../src/rewrite/host-map.ts';
import { fc } from '../../../support/properties.ts';

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: [
    'https://wiki.corp.test',
    'https://static.corp.test',
    'http://legacy.corp.test:8080',
    'https://crm.other.test',
  ],
});
const at = (text: string): Origin => parseOrigin(text) as Origin;
const WIKI = 'https://wiki.corp.test.mcas.localhost:8443';
const STATIC = 'https://static.corp.test.mcas.localhost:8443';

describe('Accept-Encoding is narrowed to what can be read', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['gzip, deflate, br, zstd', 'gzip, deflate, br, zstd'],
    ['gzip;q=0.5, compress, dcb', 'gzip;q=0.5'],
    ['compress', 'identity'],
    ['', 'identity'],
    ['*', 'gzip, br, zstd, deflate'],
    ['gzip;q=1.0, *;q=0.1', 'gzip;q=1.0, br;q=0.1, zstd;q=0.1, deflate;q=0.1'],
    ['br, *;q=0', 'br, *;q=0'],
    ['GZIP, identity;q=0', 'GZIP, identity;q=0'],
  ];
  for (const [value, expected] of cases)
    test(value || 'empty', () => assert.equal(narrowAcceptEncoding(value), expected));
});

describe('entity tags', () => {
  test('a marked tag is weak and comes back as it was', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!#-~]{0,20}$/), fc.boolean(), (opaque, weak) => {
        const tag = `${weak ? 'W/' : ''}"${opaque}"`;
        const marked = markEtag(tag);
        assert.match(marked ?? '', /^W\/"/);
        assert.equal(unmarkEtags(marked ?? ''), tag);
        assert.equal(unmarkEtags(`"a", ${marked}, W/"b"`), `"a", ${tag}, W/"b"`);
      }),
    );
  });

  test('what is no tag vouches for nothing', () => {
    for (const text of ['abc', '"a"b"', 'w/"a"', '']) assert.equal(markEtag(text), undefined);
    assert.equal(unmarkEtags('*'), '*');
  });
});

describe('Clear-Site-Data', () => {
  test('never clears cookies in the browser', () => {
    assert.equal(rewriteClearSiteData('"cache","storage"'), '"cache","storage"');
    assert.equal(rewriteClearSiteData('"cookies", "storage"'), '"storage"');
    assert.equal(rewriteClearSiteData('"cookies"'), undefined);
    const all = rewriteClearSiteData('"*"') ?? '';
    assert.match(all, /"storage"/);
    assert.doesNotMatch(all, /cookies|\*/);
  });

  test('says when the app wants its cookies gone', () => {
    const of = (...values: string[]): HeaderList => values.map((value) => ['clear-site-data', value]);
    assert.equal(clearsCookies(of('"cache"', '"cookies"')), true);
    assert.equal(clearsCookies(of('"*"')), true);
    assert.equal(clearsCookies(of('"cache"')), false);
    assert.equal(clearsCookies([]), false);
  });
});

describe('Sec-Fetch-Site between the real origins', () => {
  const sameSite = (a: string, b: string): boolean => a.split('.').slice(-2).join() === b.split('.').slice(-2).join();
  const judge = (claimed: string, headers: HeaderList, target = 'https://wiki.corp.test'): string =>
    fetchSite(claimed, headers, hosts, at(target), sameSite);
  const cases: readonly (readonly [claimed: string, headers: HeaderList, expected: string])[] = [
    ['none', [], 'none'],
    ['same-origin', [['referer', `${WIKI}/a`]], 'same-origin'],
    ['same-site', [['origin', STATIC]], 'same-site'],
    ['same-site', [['referer', `${STATIC}/a`]], 'same-site'],
    ['same-site', [['origin', 'https://crm.other.test.mcas.localhost:8443']], 'cross-site'],
    ['same-site', [['origin', 'https://legacy.corp.test.http-8080.mcas.localhost:8443']], 'cross-site'],
    ['same-site', [['origin', 'https://login.mcas.localhost:8443']], 'cross-site'],
    ['same-site', [], 'cross-site'],
    ['cross-site', [['origin', STATIC]], 'cross-site'],
  ];
  for (const [claimed, headers, expected] of cases)
    test(`${claimed} ${headers.join(' ')}`, () => assert.equal(judge(claimed, headers), expected));
});

describe('the asking page', () => {
  test('an app page is known to the app by its origin', () => {
    assert.equal(rewriteOrigin(STATIC, hosts), 'https://static.corp.test');
    assert.equal(rewriteOrigin('null', hosts), 'null');
    assert.equal(rewriteOrigin('https://idp.test', hosts), 'https://idp.test');
    assert.equal(
      rewriteReferer(`${WIKI}/a?b=${WIKI}`, hosts, at('https://crm.other.test')),
      'https://wiki.corp.test/a?b=https://wiki.corp.test',
    );
    assert.equal(rewriteReferer('https://idp.test/x', hosts, at('https://crm.other.test')), 'https://idp.test/x');
  });

  test('a page of the gateway is not known to it', () => {
    for (const host of ['login.mcas.localhost:8443', 'mcas.localhost:8443', 'unknown.test.mcas.localhost:8443']) {
      assert.equal(rewriteOrigin(`https://${host}`, hosts), 'null');
      assert.equal(rewriteReferer(`https://${host}/?code=1`, hosts, at('https://crm.other.test')), undefined);
    }
  });
});

describe('Access-Control-Allow-Origin', () => {
  const rewrite = (value: string, over: Partial<ResponseContext>, more: HeaderList = []): HeaderList =>
    rewriteResponseHeaders([['access-control-allow-origin', value], ...more], {
      hosts,
      origin: at('https://wiki.corp.test'),
      nonce: 'N',
      bodyChanges: false,
      ...over,
    });

  test('a wildcard stays one for strangers and names a sibling host of the app', () => {
    assert.deepEqual(rewrite('*', {}), [['access-control-allow-origin', '*']]);
    assert.deepEqual(rewrite('*', { anonymousAsker: STATIC }), [
      ['access-control-allow-origin', STATIC],
      ['access-control-allow-credentials', 'true'],
      ['vary', 'origin'],
    ]);
  });

  test('an anonymous page that the app names may read with the gateway’s cookie, and every header it might at home', () => {
    const rest: HeaderList = [
      ['access-control-allow-credentials', 'false'],
      ['access-control-expose-headers', '*'],
      ['x-total', '3'],
    ];
    assert.deepEqual(rewrite('https://static.corp.test', { anonymousAsker: STATIC }, rest), [
      ['access-control-allow-origin', STATIC],
      ['access-control-expose-headers', 'x-total'],
      ['x-total', '3'],
      ['access-control-allow-credentials', 'true'],
      ['vary', 'origin'],
    ]);
  });

  test('no grant is invented', () => {
    assert.deepEqual(rewrite('https://wiki.corp.test', { anonymousAsker: STATIC }), [
      ['access-control-allow-origin', WIKI],
    ]);
    assert.deepEqual(rewrite('null', { anonymousAsker: STATIC }), [['access-control-allow-origin', 'null']]);
  });
});

test('a hostile Link costs no more than its length', () => {
  for (const text of ['a'.repeat(200_000), '"\\'.repeat(100_000), '<'.repeat(200_000), 'a="'.repeat(60_000)])
    assert.equal(
      rewriteLink(text, (url) => url),
      text,
    );
});
