import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type AppJar, createAppJar } from '../../../../src/proxy/cookies/app-jar.ts';
import { JAR_LIMITS } from '../../../../src/proxy/cookies/evict.ts';
import { pairOf } from '../../../../src/proxy/cookies/jar-cookie.ts';
import type { RequestSite } from '../../../../src/proxy/cookies/site.ts';

const WIKI = 'https://wiki.corp.test/a/b';
const STATIC = 'https://static.corp.test/';
const OTHER = 'https://app.other.test/';
const OWN: RequestSite = { sends: 'strict', stores: true, top: undefined };
const FOREIGN: RequestSite = { sends: 'none', stores: false, top: 'https://portal.test' };
const DAY = 24 * 60 * 60 * 1000;

let clock = 1_800_000_000_000;
const jarOf = (lines: readonly string[], url = WIKI): AppJar => {
  const jar = createAppJar(() => clock);
  jar.storeFromResponse(lines, url, OWN);
  return jar;
};
const seenBy = (jar: AppJar, url: string): string => jar.visible(url).map(pairOf).join('; ');
const byScript = (jar: AppJar, url: string, ...cookies: readonly string[]): void =>
  jar.storeFromScript(
    cookies.map((cookie) => ({ id: `${url} ${cookie}`, cookie })),
    url,
  );

describe('the jar of an app', () => {
  test('a parent-domain cookie reaches the sibling host, a host-only one does not', () => {
    const jar = jarOf(['s=1; Domain=corp.test; Path=/; HttpOnly; Secure', 'own=2; Path=/']);
    assert.equal(jar.cookieHeader(STATIC, OWN), 's=1');
    assert.equal(jar.cookieHeader(WIKI, OWN), 's=1; own=2');
  });

  test('what a browser refuses is refused', () => {
    const jar = jarOf([
      'a=1; Domain=other.test',
      'b=1; Domain=test',
      'c=1; Domain=co.uk',
      'd=1; Domain=a.wiki.corp.test',
      'e=1; Domain=iki.corp.test',
      '__Host-d=1; Secure; Path=/x',
      '__Secure-e=1',
      '__Http-f=1; Secure; Path=/',
      '__Host-Http-g=1; Secure; Path=/',
      'h=1; SameSite=None',
      'i=1; Partitioned',
      '',
      '=',
      'j=\x01',
      `k=${'x'.repeat(4096)}`,
    ]);
    assert.equal(jar.cookieHeader(WIKI, OWN), undefined);
    assert.equal(jar.version, 0);
  });

  test('a public suffix as the very host makes a host-only cookie, an address has no parents', () => {
    assert.equal(jarOf(['a=1; Domain=intranet'], 'https://intranet/').cookieHeader('https://intranet/', OWN), 'a=1');
    assert.equal(jarOf(['a=1; Domain=0.0.1'], 'https://10.0.0.1/').cookieHeader('https://10.0.0.1/', OWN), undefined);
  });

  test('nothing that is or looks like a cookie of the gateway is stored, by an answer or by script', () => {
    const attacks = [
      '__Host-sallyport-session=x; Secure; Path=/',
      '__Host-sallyport-session=; Max-Age=0; Secure; Path=/',
      '__HOST-Sallyport-Session=x; Secure; Path=/',
      ' \t__Host-sallyport-session\t =x; Secure; Path=/',
      '\u00a0__Host-sallyport-session=x; Secure; Path=/',
      '\u00e2\u0080\u0080__Host-sallyport-session=x; Secure; Path=/',
      '=__Host-sallyport-session=x; Secure; Path=/',
      '= __Host-sallyport-session=x; Secure; Path=/',
      '__Host-sallyport-session; Secure; Path=/',
      '__Host-sallyport-journal-1=a%3D1; Secure; Path=/',
      '__Host-sallyport-flow-AAAAAAAA=x; Secure; Path=/',
    ];
    const jar = createAppJar(() => clock);
    assert.deepEqual(jar.storeFromResponse(attacks, WIKI, OWN), []);
    byScript(jar, WIKI, ...attacks);
    assert.equal(jar.cookieHeader(WIKI, OWN), undefined);
    assert.deepEqual(jar.visible(WIKI), []);
  });

  test('script never sees or sets an HttpOnly cookie', () => {
    const jar = jarOf(['sid=secret; HttpOnly; Path=/']);
    byScript(jar, WIKI, 'sid=forged; Path=/', 'sid=; Max-Age=0; Path=/', 'h=1; HttpOnly');
    assert.equal(jar.cookieHeader(WIKI, OWN), 'sid=secret');
    assert.deepEqual(jar.visible(WIKI), []);
  });

  test('a cookie that becomes HttpOnly is no longer seen', () => {
    const jar = jarOf(['a=1; Path=/']);
    assert.equal(seenBy(jar, WIKI), 'a=1');
    jar.storeFromResponse(['a=2; Path=/; HttpOnly'], WIKI, OWN);
    assert.equal(seenBy(jar, WIKI), '');
  });

  test('a write of script is applied once, however many requests carry it', () => {
    const jar = createAppJar(() => clock);
    const write = [{ id: 'j1', cookie: 'theme=dark; path=/; domain=.corp.test' }];
    jar.storeFromScript(write, WIKI);
    jar.storeFromResponse(['theme=light; Path=/; Domain=corp.test'], WIKI, OWN);
    jar.storeFromScript(write, WIKI);
    assert.equal(jar.cookieHeader(STATIC, OWN), 'theme=light');
  });

  test('longer paths come first, then older cookies; a new value keeps its place', () => {
    const jar = jarOf(['x=1; Path=/', 'n=root; Path=/', 'n=deep; Path=/a/b', 'n=mid; Path=/a', 'x=2; Path=/']);
    assert.equal(jar.cookieHeader(WIKI, OWN), 'n=deep; n=mid; x=2; n=root');
    assert.equal(jar.cookieHeader('https://wiki.corp.test/abc', OWN), 'x=2; n=root');
    assert.equal(jar.cookieHeader('https://wiki.corp.test/a?b=/a/b', OWN), 'n=mid; x=2; n=root');
  });

  test('the default path is the folder of the request', () => {
    const jar = jarOf(['d=1', 'e=1; Path=nonsense']);
    assert.equal(jar.cookieHeader('https://wiki.corp.test/a/other', OWN), 'd=1; e=1');
    assert.equal(jar.cookieHeader('https://wiki.corp.test/', OWN), undefined);
  });

  test('names and values are bytes', () => {
    const odd = [
      '\u00c3\u00a4=\u00e2\u0082\u00ac; Path=/',
      '$Version=1; Path=/',
      'q="a, b"; Path=/',
      'k=a=b==; Path=/',
      'none; Path=/',
    ];
    assert.equal(
      jarOf(odd).cookieHeader(WIKI, OWN),
      '\u00c3\u00a4=\u00e2\u0082\u00ac; $Version=1; q="a, b"; k=a=b==; none',
    );
  });

  test('a cookie ends when it ends, and after 400 days at the latest', () => {
    const jar = jarOf([
      's=1; Max-Age=10; Path=/',
      'e=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Path=/',
      'l=1; Max-Age=99999999999; Path=/',
    ]);
    const start = clock;
    clock += 9_999;
    assert.equal(jar.cookieHeader(WIKI, OWN), 's=1; e=1; l=1');
    clock = start + 10_000;
    assert.equal(jar.cookieHeader(WIKI, OWN), 'e=1; l=1');
    clock = start + 400 * DAY;
    assert.equal(jar.cookieHeader(WIKI, OWN), undefined);
    clock = start;
  });

  test('Max-Age wins over Expires, and either takes a cookie back', () => {
    const jar = jarOf(['a=1; Path=/', 'b=1; Path=/', 'c=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT']);
    jar.storeFromResponse(['a=; Path=/; Max-Age=0', 'b=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], WIKI, OWN);
    assert.equal(jar.cookieHeader(WIKI, OWN), 'c=1');
  });

  test('SameSite is judged by the site given, when sent and when set', () => {
    const jar = jarOf(['l=1; SameSite=Lax', 's=1; SameSite=Strict', 'n=1; SameSite=None; Secure', 'd=1']);
    assert.equal(jar.cookieHeader(WIKI, FOREIGN), 'n=1');
    assert.equal(jar.cookieHeader(WIKI, { ...FOREIGN, sends: 'lax' }), 'l=1; n=1; d=1');
    assert.equal(jar.cookieHeader(WIKI, OWN), 'l=1; s=1; n=1; d=1');
    jar.storeFromResponse(['l=2; SameSite=Lax', 'd=2', 'n=2; SameSite=None; Secure'], WIKI, FOREIGN);
    assert.equal(jar.cookieHeader(WIKI, OWN), 'l=1; s=1; n=2; d=1');
  });

  test('over a plain connection nothing Secure is set, sent, seen or covered', () => {
    const jar = jarOf(['s=1; Secure; Domain=corp.test; Path=/']);
    const plain = 'http://wiki.corp.test/';
    jar.storeFromResponse(['s=2; Path=/', 's=2; Path=/deep', 't=1; Secure', 'u=1; Path=/'], plain, OWN);
    assert.equal(jar.cookieHeader(plain, OWN), 'u=1');
    assert.equal(seenBy(jar, plain), 'u=1');
    assert.equal(jar.cookieHeader('https://wiki.corp.test/deep', OWN), 's=1; u=1');
  });

  test('a partitioned cookie is for the tab it was set in; where nobody knows the tab, the last one counts', () => {
    const jar = createAppJar(() => clock);
    const line = (value: string): string[] => [`p=${value}; Secure; Path=/; SameSite=None; Partitioned`];
    const inside = (top: string): RequestSite => ({ sends: 'none', stores: false, top });
    jar.storeFromResponse(line('one'), WIKI, inside('https://one.test'));
    jar.storeFromResponse(line('two'), WIKI, inside('https://two.test'));
    assert.equal(jar.cookieHeader(WIKI, inside('https://one.test')), 'p=one');
    assert.equal(jar.cookieHeader(WIKI, inside('https://two.test')), 'p=two');
    assert.equal(jar.cookieHeader(WIKI, inside('https://corp.test')), undefined);
    assert.equal(jar.cookieHeader(WIKI, OWN), 'p=two');
    jar.storeFromResponse(line('new'), WIKI, OWN);
    assert.equal(jar.cookieHeader(WIKI, inside('https://two.test')), 'p=new');
    assert.equal(jar.cookieHeader(WIKI, inside('https://one.test')), 'p=one');
  });

  test('a site may have 180 cookies, and no site drives out those of another', () => {
    const jar = jarOf(['keep=1; Path=/'], OTHER);
    const gone: string[] = [];
    for (let at = 0; at < 200; at++) {
      const told = jar.storeFromResponse([`c${at}=1; Path=/; Secure`], WIKI, OWN);
      gone.push(...told.slice(1).map(({ name }) => name));
    }
    assert.equal(jar.visible(WIKI).length, JAR_LIMITS.perSite);
    assert.deepEqual(gone.slice(0, 2), ['c0', 'c1']);
    assert.equal(jar.cookieHeader(OTHER, OWN), 'keep=1');
    jar.cookieHeader('https://wiki.corp.test/', OWN);
    jar.storeFromResponse(['plain=1; Path=/'], WIKI, OWN);
    jar.storeFromResponse(['last=1; Path=/; Secure'], WIKI, OWN);
    assert.equal(jar.cookieHeader(WIKI, OWN)?.includes('plain=1'), false);
  });

  test('a jar never grows beyond its size', () => {
    const jar = createAppJar(() => clock);
    for (let host = 0; host < 3; host++)
      for (let at = 0; at < 120; at++)
        jar.storeFromResponse([`c${at}=${'x'.repeat(4000)}; Path=/`], `https://a.h${host}.test/`, OWN);
    assert.ok(jar.serialize().length < JAR_LIMITS.octets * 1.2);
    assert.ok(jar.cookieHeader('https://a.h2.test/', OWN)?.includes('c119='));
  });

  test('Clear-Site-Data empties the site of the host and no other', () => {
    const jar = jarOf(['s=1; Domain=corp.test; Path=/; HttpOnly', 'v=1; Path=/']);
    jar.storeFromResponse(['w=1; Path=/'], STATIC, OWN);
    jar.storeFromResponse(['o=1; Path=/'], OTHER, OWN);
    assert.deepEqual(
      jar.clear('wiki.corp.test').map(({ name }) => name),
      ['v', 'w'],
    );
    assert.equal(jar.cookieHeader(WIKI, OWN), undefined);
    assert.equal(jar.cookieHeader(STATIC, OWN), undefined);
    assert.equal(jar.cookieHeader(OTHER, OWN), 'o=1');
  });

  test('a saved jar comes back whole, and one of another format empty', () => {
    const jar = jarOf(['sid=secret; HttpOnly; Path=/', 'k=v; Max-Age=1000', 'n=2; Path=/a']);
    const again = createAppJar(() => clock, jar.serialize());
    assert.equal(again.cookieHeader(WIKI, OWN), jar.cookieHeader(WIKI, OWN));
    again.storeFromResponse(['z=1; Path=/a'], WIKI, OWN);
    assert.equal(again.cookieHeader(WIKI, OWN), 'k=v; n=2; z=1; sid=secret');
    assert.equal(createAppJar(() => clock, '{"cookies":[{"key":"a"}]}').cookieHeader(WIKI, OWN), undefined);
  });
});
