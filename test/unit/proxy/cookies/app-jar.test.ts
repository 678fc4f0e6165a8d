import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAppJar } from '../../../../src/proxy/cookies/app-jar.ts';
import { clearJournal, mirrorCookies, readBrowserCookies } from '../../../../src/proxy/cookies/mirror.ts';
import { sameSite, sameSiteContext } from '../../../../src/proxy/cookies/site.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';

const WIKI = 'https://wiki.corp.test/a/b';
const STATIC = 'https://static.corp.test/';

describe('the jar of an app', () => {
  test('a parent-domain cookie reaches the sibling host, a host-only one does not', () => {
    const jar = createAppJar();
    jar.storeFromResponse(['s=1; Domain=corp.test; Path=/; HttpOnly; Secure', 'own=2; Path=/'], WIKI);
    assert.equal(jar.cookieHeader(STATIC, 'strict'), 's=1');
    assert.equal(jar.cookieHeader(WIKI, 'strict'), 's=1; own=2');
  });

  test('foreign domains, public suffixes and broken prefixes are refused', () => {
    const jar = createAppJar();
    jar.storeFromResponse(
      [
        'a=1; Domain=other.test',
        'b=1; Domain=test',
        'c=1; Domain=co.uk',
        '__Host-d=1; Secure; Path=/x',
        '__Secure-e=1',
        '',
        '=',
        'x'.repeat(9000),
      ],
      WIKI,
    );
    assert.equal(jar.cookieHeader(WIKI, 'strict')?.replace(/^=?$/, '') || undefined, undefined);
  });

  test('nothing that is or looks like a cookie of the gateway is stored, by an answer or by script', () => {
    const jar = createAppJar();
    const attacks = [
      '__Host-sallyport-session=x; Secure; Path=/',
      '__Host-sallyport-session=; Max-Age=0; Secure; Path=/',
      '__HOST-Sallyport-Session=x; Secure; Path=/',
      ' \t__Host-sallyport-session\t =x; Secure; Path=/',
      '\u00a0__Host-sallyport-session=x; Secure; Path=/',
      '\u2000__Host-sallyport-session=x; Secure; Path=/',
      '=__Host-sallyport-session=x; Secure; Path=/',
      '= __Host-sallyport-session=x; Secure; Path=/',
      '__Host-sallyport-session; Secure; Path=/',
      '__Host-sallyport-journal-1=a%3D1; Secure; Path=/',
      '__Host-sallyport-flow-AAAAAAAA=x; Secure; Path=/',
    ];
    jar.storeFromResponse(attacks, WIKI);
    jar.storeFromScript(
      attacks.map((cookie, id) => ({ id: String(id), cookie })),
      WIKI,
    );
    assert.equal(jar.cookieHeader(WIKI, 'strict'), undefined);
    assert.deepEqual(jar.visible(WIKI), []);
    assert.deepEqual(mirrorCookies(jar, WIKI, new Map()), []);
  });

  test('Clear-Site-Data empties the site of the host and no other', () => {
    const jar = createAppJar();
    jar.storeFromResponse(['s=1; Domain=corp.test; Path=/; HttpOnly', 'v=1; Path=/'], WIKI);
    jar.storeFromResponse(['w=1; Path=/'], STATIC);
    jar.storeFromResponse(['o=1; Path=/'], 'https://app.other.test/');
    jar.clear('wiki.corp.test');
    assert.equal(jar.cookieHeader(WIKI, 'strict'), undefined);
    assert.equal(jar.cookieHeader(STATIC, 'strict'), undefined);
    assert.equal(jar.cookieHeader('https://app.other.test/', 'strict'), 'o=1');
    const taken = mirrorCookies(jar, WIKI, new Map([['v', '1']]));
    assert.ok(taken.some(([, value]) => value === 'v=; Max-Age=0; Path=/; Secure'));
  });

  test('script never sees, sets or shadows an HttpOnly cookie', () => {
    const jar = createAppJar();
    jar.storeFromResponse(['sid=secret; HttpOnly; Path=/'], WIKI);
    jar.storeFromScript(
      [
        { id: '1', cookie: 'sid=forged; Path=/' },
        { id: '2', cookie: 'sid=forged; Path=/a' },
        { id: '3', cookie: 'h=1; HttpOnly' },
      ],
      WIKI,
    );
    assert.equal(jar.cookieHeader(WIKI, 'strict'), 'sid=secret');
    assert.deepEqual(jar.visible(WIKI), []);
  });

  test('a write of script is applied once, however many requests carry it', () => {
    const jar = createAppJar();
    const write = [{ id: 'j1', cookie: 'theme=dark; path=/; domain=.corp.test' }];
    jar.storeFromScript(write, WIKI);
    jar.storeFromResponse(['theme=light; Path=/; Domain=corp.test'], WIKI);
    jar.storeFromScript(write, WIKI);
    assert.equal(jar.cookieHeader(STATIC, 'strict'), 'theme=light');
  });

  test('SameSite is judged by the context given', () => {
    const jar = createAppJar();
    jar.storeFromResponse(['l=1; SameSite=Lax', 's=1; SameSite=Strict', 'n=1; SameSite=None; Secure'], WIKI);
    assert.equal(jar.cookieHeader(WIKI, 'none'), 'n=1');
    assert.equal(jar.cookieHeader(WIKI, 'lax')?.includes('s=1'), false);
    assert.equal(jar.cookieHeader(WIKI, 'strict')?.split('; ').length, 3);
  });

  test('a saved jar comes back whole', () => {
    const jar = createAppJar();
    jar.storeFromResponse(['sid=secret; HttpOnly; Path=/', 'k=v; Max-Age=1000'], WIKI);
    const again = createAppJar(jar.serialize());
    assert.equal(again.cookieHeader(WIKI, 'strict'), jar.cookieHeader(WIKI, 'strict'));
  });
});

describe('the browser’s copy', () => {
  test('only the script-visible cookies, host-only, and nothing when equal', () => {
    const jar = createAppJar();
    jar.storeFromResponse(['sid=secret; HttpOnly; Path=/', 'theme=dark; Domain=corp.test; Path=/; SameSite=Lax'], WIKI);
    const fields = mirrorCookies(jar, STATIC, new Map());
    assert.deepEqual(fields, [['set-cookie', 'theme=dark; Path=/; Secure; SameSite=lax']]);
    assert.deepEqual(mirrorCookies(jar, STATIC, new Map([['theme', 'dark']])), []);
  });

  test('a cookie that is gone from the jar is taken back', () => {
    const fields = mirrorCookies(createAppJar(), 'https://wiki.corp.test/a/b', new Map([['old', '1']]));
    assert.ok(fields.every(([, value]) => value.startsWith('old=; Max-Age=0')));
    assert.ok(fields.some(([, value]) => value.includes('Path=/;')));
  });

  test('own cookies are told from app cookies byte for byte', () => {
    const cookies = readBrowserCookies([
      ['cookie', 'a=1; __Host-sallyport-session=x; __Host-sallyport-journal-2=k%3Dv; b=2=3'],
      ['cookie', '__Host-sallyport-journal-1=first; \u00a0__Host-sallyport-journal-3=fake'],
    ]);
    assert.deepEqual([...cookies.app.keys()], ['a', 'b', '\u00a0__Host-sallyport-journal-3']);
    assert.deepEqual(cookies.journal, [
      { id: '__Host-sallyport-journal-1', cookie: 'first' },
      { id: '__Host-sallyport-journal-2', cookie: 'k=v' },
    ]);
    assert.equal(clearJournal(cookies).length, 2);
  });
});

describe('sites by the real hosts', () => {
  const hosts = createHostMap({
    suffix: 'mcas.localhost',
    port: 8443,
    form: 'dotted',
    origins: ['https://wiki.corp.test', 'https://mail.partner.test', 'https://static.corp.test'],
  });
  const from = (origin: string, extra: readonly (readonly [string, string])[] = []) =>
    sameSiteContext('GET', [['origin', origin], ['sec-fetch-site', 'same-site'], ...extra], hosts, 'wiki.corp.test');

  test('registrable domains', () => {
    assert.equal(sameSite('a.corp.test', 'b.corp.test'), true);
    assert.equal(sameSite('a.corp.test', 'a.partner.test'), false);
    assert.equal(sameSite('a.co.uk', 'b.co.uk'), false);
    assert.equal(sameSite('10.0.0.1', '10.0.0.2'), false);
  });

  test('a sibling app that the browser calls same-site is cross-site', () => {
    assert.equal(from('https://mail.partner.test.mcas.localhost:8443'), 'none');
    assert.equal(from('https://static.corp.test.mcas.localhost:8443'), 'strict');
    assert.equal(from('https://evil.example'), 'none');
    assert.equal(
      from('https://mail.partner.test.mcas.localhost:8443', [
        ['sec-fetch-mode', 'navigate'],
        ['sec-fetch-dest', 'document'],
      ]),
      'lax',
    );
    assert.equal(
      from('https://mail.partner.test.mcas.localhost:8443', [
        ['sec-fetch-mode', 'navigate'],
        ['sec-fetch-dest', 'iframe'],
      ]),
      'none',
    );
  });
});
