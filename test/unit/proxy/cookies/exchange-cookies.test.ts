import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Routed } from '../../../../src/model/exchange.ts';
import type { HeaderList } from '../../../../src/model/headers.ts';
import { type AppJar, createAppJar } from '../../../../src/proxy/cookies/app-jar.ts';
import { readBrowserCookies } from '../../../../src/proxy/cookies/browser-cookies.ts';
import { type ExchangeCookies, openCookies } from '../../../../src/proxy/cookies/exchange-cookies.ts';
import { createHostMap } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'mcas.localhost',
  port: 8443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://static.corp.test'],
});

function open(jar: AppJar, url: string, ...cookie: readonly string[]): ExchangeCookies {
  return openAs([['sec-fetch-site', 'same-origin']], jar, url, ...cookie);
}
function openAs(asked: HeaderList, jar: AppJar, url: string, ...cookie: readonly string[]): ExchangeCookies {
  return openMarked(undefined, asked, jar, url, ...cookie);
}
function openMarked(
  mark: string | undefined,
  asked: HeaderList,
  jar: AppJar,
  url: string,
  ...cookie: readonly string[]
): ExchangeCookies {
  const { host, pathname } = new URL(url);
  const exchange = {
    mark,
    method: 'GET',
    originUrl: url,
    target: pathname,
    authority: `${host}.mcas.localhost:8443`,
    headers: [...asked, ...cookie.map((value) => ['cookie', value] as const)],
    host: { origin: { scheme: 'https', host, port: 443 } },
  } as unknown as Routed;
  return openCookies(exchange, jar, hosts);
}
const lines = (cookies: ExchangeCookies): readonly string[] => cookies.fields().map(([, value]) => value);
const jarWith = (...set: readonly string[]): AppJar => {
  const jar = createAppJar(() => 1_800_000_000_000);
  open(jar, 'https://wiki.corp.test/').answered(set.map((value) => ['set-cookie', value]));
  return jar;
};

describe('what a document in a sandbox opens', () => {
  test('is another site’s, also in a browser that says that it is the page’s own', () => {
    const jar = jarWith('a=1; SameSite=None; Secure', 'b=1; SameSite=Lax', 'c=1; SameSite=Strict');
    const asked = [
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-mode', 'navigate'],
      ['sec-fetch-dest', 'iframe'],
      ['referer', 'https://wiki.corp.test.mcas.localhost:8443/'],
    ] as const;
    assert.equal(openAs(asked, jar, 'https://wiki.corp.test/').header, 'a=1; b=1; c=1');
    const opened = openMarked('opaque.1.who.signed', asked, jar, 'https://wiki.corp.test/');
    assert.equal(opened.header, 'a=1');
    assert.deepEqual(lines(opened), []);
  });
});

describe('the browser’s copies', () => {
  test('are of the script-visible cookies only, host-only, and nothing when equal', () => {
    const jar = jarWith('sid=secret; HttpOnly; Path=/', 'theme=dark; Domain=corp.test; Path=/; SameSite=Lax');
    assert.deepEqual(lines(open(jar, 'https://static.corp.test/')), ['theme=dark; Path=/; Secure; SameSite=Lax']);
    assert.deepEqual(lines(open(jar, 'https://static.corp.test/', 'theme=dark')), []);
    assert.equal(open(jar, 'https://wiki.corp.test/', 'theme=dark').header, 'sid=secret; theme=dark');
  });

  test('a page that another site opens in a frame brings none, so none is taken to be missing', () => {
    const jar = jarWith('a=1; SameSite=None; Secure', 'b=1; SameSite=Lax');
    const asked = [
      ['sec-fetch-site', 'cross-site'],
      ['sec-fetch-mode', 'navigate'],
      ['sec-fetch-dest', 'iframe'],
    ] as const;
    const cookies = openAs(asked, jar, 'https://wiki.corp.test/', 'a=1');
    assert.equal(cookies.header, 'a=1');
    cookies.answered([['set-cookie', 'c=1; SameSite=None; Secure']]);
    assert.deepEqual(lines(cookies), ['c=1; Path=/; Secure; SameSite=None']);
    assert.equal(lines(open(jar, 'https://wiki.corp.test/')).length, 3);
  });

  test('what an answer sets is copied whatever its path, and again when only its end changed', () => {
    const jar = jarWith('a=1; Path=/; Max-Age=10');
    const cookies = open(jar, 'https://wiki.corp.test/login', 'a=1');
    cookies.answered([
      ['set-cookie', 'deep=1; Path=/app'],
      ['set-cookie', 'a=1; Path=/; Max-Age=100'],
    ]);
    assert.deepEqual(lines(cookies), [
      'deep=1; Path=/app; Secure',
      'a=1; Path=/; Expires=Fri, 15 Jan 2027 08:01:40 GMT; Secure',
    ]);
  });

  test('one that ends, or becomes HttpOnly, is taken back where it was', () => {
    const jar = jarWith('a=1; Path=/app', 'b=1; Path=/');
    const cookies = open(jar, 'https://wiki.corp.test/', 'b=1');
    cookies.answered([
      ['set-cookie', 'a=; Path=/app; Max-Age=0'],
      ['set-cookie', 'b=2; Path=/; HttpOnly'],
    ]);
    assert.deepEqual(lines(cookies), ['a=; Max-Age=0; Path=/app; Secure', 'b=; Max-Age=0; Path=/; Secure']);
  });

  test('Clear-Site-Data takes them all back, and those the same answer sets', () => {
    for (const value of ['"cookies"', '"cache", "cookies"', '"*"']) {
      const jar = jarWith('sid=1; HttpOnly; Path=/', 'a=1; Path=/', 'b=1; Domain=corp.test; Path=/');
      const cookies = open(jar, 'https://wiki.corp.test/', 'a=1; b=1');
      cookies.answered([
        ['set-cookie', 'c=1; Path=/'],
        ['clear-site-data', value],
      ]);
      assert.deepEqual(
        lines(cookies).toSorted(),
        ['a', 'b', 'c'].map((name) => `${name}=; Max-Age=0; Path=/; Secure`),
      );
      assert.equal(open(jar, 'https://wiki.corp.test/').header, undefined);
    }
    const jar = jarWith('a=1; Path=/');
    open(jar, 'https://wiki.corp.test/').answered([['clear-site-data', '"storage"']]);
    assert.equal(open(jar, 'https://wiki.corp.test/').header, 'a=1');
  });

  test('of an HttpOnly cookie the browser never hears even the name', () => {
    const jar = jarWith('sid=1; HttpOnly; Path=/');
    const cookies = open(jar, 'https://wiki.corp.test/');
    cookies.answered([
      ['set-cookie', 'sid=2; HttpOnly; Path=/'],
      ['set-cookie', 'other=2; HttpOnly; Path=/'],
      ['set-cookie', 'sid=; Max-Age=0; Path=/'],
    ]);
    assert.deepEqual(lines(cookies), []);
  });

  test('a stale copy is replaced, not taken back', () => {
    const jar = jarWith('a=2; Path=/');
    assert.deepEqual(lines(open(jar, 'https://wiki.corp.test/', 'a=1')), ['a=2; Path=/; Secure']);
  });

  test('a cookie that another app put on the suffix is taken back there, and never reaches the app', () => {
    const jar = jarWith('sid=good; Path=/');
    const cookies = open(jar, 'https://wiki.corp.test/x', 'sid=evil; sid=good');
    assert.equal(cookies.header, 'sid=good');
    const values = lines(cookies);
    assert.ok(values.includes('sid=; Max-Age=0; Path=/; Secure; Domain=mcas.localhost'));
    assert.ok(values.includes('sid=; Max-Age=0; Path=/x; Secure'));
    assert.ok(values.includes('sid=; Max-Age=0; Path=/; Secure; Partitioned; Domain=test.mcas.localhost'));
    assert.ok(!values.includes('sid=; Max-Age=0; Path=/; Secure'), 'the good copy stays');
    assert.ok(values.every((value) => !/Domain=(localhost|$)/.test(value)));
  });

  test('a flood of such cookies does not flood the answer, and one that always comes back is let be', () => {
    const jar = jarWith();
    const flood = Array.from({ length: 200 }, (_none, at) => `evil${at}=1`).join('; ');
    assert.ok(lines(open(jar, 'https://wiki.corp.test/a/b/c/d', flood)).join('').length < 33_000);
    const again = Array.from({ length: 12 }, () => lines(open(jar, 'https://wiki.corp.test/', '_ga=1')).length > 0);
    assert.equal(again[0], true);
    assert.equal(again.at(-1), false);
  });

  test('what script wrote in the meantime is not overwritten', () => {
    const jar = jarWith();
    const slow = open(jar, 'https://wiki.corp.test/');
    open(jar, 'https://wiki.corp.test/', 'b=2; __Host-sallyport-journal-1=b%3D2%3B path=/');
    slow.answered([]);
    assert.deepEqual(lines(slow), []);
  });

  test('two exchanges at once lose no cookie', () => {
    const jar = jarWith();
    const one = open(jar, 'https://wiki.corp.test/');
    const two = open(jar, 'https://wiki.corp.test/');
    two.answered([['set-cookie', 'two=2; Path=/']]);
    one.answered([['set-cookie', 'one=1; Path=/']]);
    assert.deepEqual(lines(one), ['one=1; Path=/; Secure']);
    assert.deepEqual(lines(two), ['two=2; Path=/; Secure']);
    assert.equal(open(jar, 'https://wiki.corp.test/').header, 'two=2; one=1');
  });

  test('of two cookies of one name and path, script sees the one that comes first; the app gets both', () => {
    const jar = jarWith('a=wide; Domain=corp.test; Path=/', 'a=own; Path=/');
    const cookies = open(jar, 'https://wiki.corp.test/');
    assert.equal(cookies.header, 'a=wide; a=own');
    assert.deepEqual(lines(cookies), ['a=wide; Path=/; Secure']);
    assert.deepEqual(lines(open(jar, 'https://wiki.corp.test/', 'a=wide')), []);
  });

  test('a page of another host of the app is told what an answer changes of its own copies, and nobody else of anything', () => {
    const app = {
      hosts: ['wiki', 'static'].map((name) => ({ origin: { scheme: 'https', host: `${name}.corp.test`, port: 443 } })),
    };
    const told = (origin: string | undefined, ...set: readonly string[]): string | undefined => {
      const exchange = {
        method: 'GET',
        originUrl: 'https://static.corp.test/',
        target: '/',
        authority: 'static.corp.test.mcas.localhost:8443',
        headers: [['sec-fetch-site', 'same-site'], ...(origin === undefined ? [] : [['origin', origin] as const])],
        host: app.hosts[1],
        app,
      } as unknown as Routed;
      const cookies = openCookies(exchange, jarWith('old=1; Domain=corp.test; Path=/'), hosts);
      cookies.answered(set.map((value) => ['set-cookie', value]));
      const found = cookies.fields().find(([name]) => name === 'sallyport-cookies')?.[1];
      return found === undefined ? undefined : decodeURIComponent(found);
    };
    const page = 'https://wiki.corp.test.mcas.localhost:8443';
    const wide = 'both=1; Domain=corp.test; Path=/';
    assert.equal(told(page, wide, 'mine=1; Path=/'), 'both=1; Path=/; Secure');
    assert.equal(told(page, 'old=; Domain=corp.test; Path=/; Max-Age=0'), 'old=; Max-Age=0; Path=/; Secure');
    assert.equal(told(page, 'old=2; Domain=corp.test; Path=/; HttpOnly'), 'old=; Max-Age=0; Path=/; Secure');
    for (const set of ['mine=1; Path=/', 'sid=1; Domain=corp.test; HttpOnly', `${wide}; Domain=static.corp.test`])
      assert.equal(told(page, set), undefined, set);
    assert.equal(told(page, `long=${'%'.repeat(4000)}; Domain=corp.test; Path=/`), undefined, 'too long for a field');
    for (const origin of [
      undefined,
      'null',
      'https://static.corp.test.mcas.localhost:8443',
      'https://mail.partner.test.mcas.localhost:8443',
      'https://wiki.corp.test',
    ])
      assert.equal(told(origin, wide), undefined, String(origin));
  });

  test('a nameless cookie is copied and compared as such', () => {
    const jar = jarWith('=x=y; Path=/');
    assert.deepEqual(lines(open(jar, 'https://wiki.corp.test/')), ['=x=y; Path=/; Secure']);
    assert.deepEqual(lines(open(jar, 'https://wiki.corp.test/', 'x=y')), []);
  });
});

describe('the journal', () => {
  test('own cookies are told from app cookies byte for byte, duplicates and all', () => {
    const cookies = readBrowserCookies([
      [
        'cookie',
        'a=1; __Host-sallyport-session=x; __Host-sallyport-session=y; __Host-sallyport-journal-2=k%3Dv; b=2=3',
      ],
      [
        'cookie',
        '__Host-sallyport-journal-1=first; \u00a0__Host-sallyport-journal-3=fake; =__Host-sallyport-journal-4=n',
      ],
    ]);
    assert.deepEqual(cookies.app, [
      'a=1',
      'b=2=3',
      '\u00a0__Host-sallyport-journal-3=fake',
      '__Host-sallyport-journal-4=n',
    ]);
    assert.deepEqual(cookies.journal, [
      { id: '__Host-sallyport-journal-1', cookie: 'first' },
      { id: '__Host-sallyport-journal-2', cookie: 'k=v' },
    ]);
  });

  test('is applied, reaches the sibling host, and is taken back', () => {
    const jar = jarWith();
    const entry = `__Host-sallyport-journal-1=${encodeURIComponent('thème=dark; path=/; domain=corp.test')}`;
    const cookies = open(jar, 'https://wiki.corp.test/', entry);
    const bytes = Buffer.from('thème=dark').toString('latin1');
    assert.equal(cookies.header, bytes);
    assert.ok(lines(cookies).includes('__Host-sallyport-journal-1=; Max-Age=0; Path=/; Secure; SameSite=Lax'));
    assert.equal(open(jar, 'https://static.corp.test/').header, bytes);
  });

  test('an entry that comes twice counts once and is taken back from both jars of the browser', () => {
    const jar = jarWith();
    const cookies = open(
      jar,
      'https://wiki.corp.test/',
      '__Host-sallyport-journal-1=a%3D1; __Host-sallyport-journal-1=a%3D2',
    );
    assert.equal(cookies.header, 'a=1');
    assert.equal(lines(cookies).filter((value) => value.endsWith('Partitioned')).length, 1);
  });
});
