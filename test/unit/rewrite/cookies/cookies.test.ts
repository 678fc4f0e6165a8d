import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseCookieDate } from '../../../../src/rewrite/cookies/cookie-date.ts';
import { parseCookieHeader } from '../../../../src/rewrite/cookies/parse-cookie-header.ts';
import { parseSetCookie } from '../../../../src/rewrite/cookies/parse-set-cookie.ts';
import { serializeMirror } from '../../../../src/rewrite/cookies/serialize-mirror.ts';
import { fc } from '../../../support/properties.ts';

const flags = { secure: false, httpOnly: false, partitioned: false };

describe('Set-Cookie is read as browsers read it', () => {
  test('name, value and attributes', () => {
    assert.deepEqual(
      parseSetCookie(
        ' sid = "a=b" ; Domain=.Corp.Test; PATH=/x; expires=Wed, 09 Jun 2027 10:18:14 GMT; max-age=60;secure ;HttpOnly; SameSite=lax; Partitioned; Priority=High',
      ),
      {
        name: 'sid',
        value: '"a=b"',
        domain: 'corp.test',
        path: '/x',
        expires: Date.UTC(2027, 5, 9, 10, 18, 14),
        maxAge: 60,
        secure: true,
        httpOnly: true,
        sameSite: 'lax',
        partitioned: true,
      },
    );
  });

  test('nameless cookies, empty values, bytes that are not ASCII', () => {
    assert.deepEqual(parseSetCookie('x'), { ...flags, name: '', value: 'x' });
    assert.deepEqual(parseSetCookie('=x=y'), { ...flags, name: '', value: 'x=y' });
    assert.deepEqual(parseSetCookie('a='), { ...flags, name: 'a', value: '' });
    assert.deepEqual(parseSetCookie('\u00a0a=\u00fc'), { ...flags, name: '\u00a0a', value: '\u00fc' });
  });

  test('attributes that make no sense are ignored, the last of a name counts', () => {
    assert.deepEqual(parseSetCookie('a=1; Max-Age=1e3; Expires=soon; SameSite=Sometimes; Path=x; Domain='), {
      ...flags,
      name: 'a',
      value: '1',
    });
    assert.deepEqual(parseSetCookie('a=1; Path=/x; Path=y; SameSite=Lax; SameSite=?'), {
      ...flags,
      name: 'a',
      value: '1',
    });
    assert.deepEqual(parseSetCookie(`a=1; Path=/${'x'.repeat(1024)}; constructor=1`), {
      ...flags,
      name: 'a',
      value: '1',
    });
  });

  const refused: readonly string[] = [
    '',
    ';',
    '=',
    ' ; Path=/',
    'a=\x00',
    'a=1\nb=2',
    'a=1; Path=/\x7f',
    `a=${'x'.repeat(4096)}`,
    '__Secure-a=1',
    '__Host-a=1; Secure; Path=/x',
    '__Host-a=1; Secure',
    '__Host-a=1; Path=/',
    '__HOST-a=1; Secure; Path=/; Domain=corp.test',
    '__Host-sallyport-session',
    '=__secure-a=1',
  ];
  for (const text of refused)
    test(`refused: ${JSON.stringify(text.slice(0, 60))}`, () => assert.equal(parseSetCookie(text), undefined));

  test('what a prefix promises is enough', () => {
    assert.equal(parseSetCookie('__Host-a=1; Secure; Path=/')?.name, '__Host-a');
    assert.equal(parseSetCookie('__Secure-a=1; Secure; Domain=corp.test')?.domain, 'corp.test');
    assert.equal(parseSetCookie(`a=${'x'.repeat(4095)}`)?.value.length, 4095);
  });
});

describe('cookie dates', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['Wed, 09 Jun 2021 10:18:14 GMT', Date.UTC(2021, 5, 9, 10, 18, 14)],
    ['Wednesday, 09-Jun-21 10:18:14 GMT', Date.UTC(2021, 5, 9, 10, 18, 14)],
    ['Wed Jun  9 10:18:14 2021', Date.UTC(2021, 5, 9, 10, 18, 14)],
    ['9 june 94 1:2:3', Date.UTC(1994, 5, 9, 1, 2, 3)],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['31 Feb 2021 10:18:14', undefined],
    ['09 Jun 2021 24:00:00', undefined],
    ['09 Jun 1600 10:18:14', undefined],
    ['09 Jun 2021', undefined],
    ['', undefined],
  ];
  for (const [text, at] of cases) test(text || 'empty', () => assert.equal(parseCookieDate(text), at));
});

describe('the mirror of a cookie', () => {
  const mirror = (text: string): string | undefined =>
    serializeMirror(parseSetCookie(text) as NonNullable<ReturnType<typeof parseSetCookie>>);

  test('is host-only and Secure, the rest is kept', () => {
    assert.equal(
      mirror('a=1; Domain=corp.test; Path=/x; SameSite=None; Secure; Max-Age=60'),
      'a=1; Path=/x; Max-Age=60; Secure; SameSite=None',
    );
    assert.equal(
      mirror('a=1; Expires=Wed, 09-Jun-2027 10:18:14 GMT'),
      'a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT; Secure',
    );
    assert.equal(mirror('a=1; HttpOnly'), undefined);
  });

  test('reads as the same cookie without its domain, for every cookie', () => {
    const attribute = fc.constantFrom(
      'Domain=corp.test',
      'Path=/',
      'Path=/a b',
      'Secure',
      'SameSite=Strict',
      'Max-Age=-1',
      'Expires=1 Jan 2030 1:2:3',
      'Partitioned',
      'HttpOnly',
      'x',
    );
    const text = fc
      .tuple(fc.string({ unit: 'binary', maxLength: 8 }), fc.array(attribute, { maxLength: 6 }))
      .map(([pair, rest]) => [pair, ...rest].join('; '));
    fc.assert(
      fc.property(text, (each) => {
        const cookie = parseSetCookie(each);
        if (!cookie) return;
        const copy = serializeMirror(cookie);
        if (cookie.httpOnly) return assert.equal(copy, undefined);
        const { domain: _domain, ...hostOnly } = cookie;
        assert.deepEqual(parseSetCookie(copy ?? ''), { ...hostOnly, secure: true });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('Cookie is read byte for byte', () => {
  test('order, duplicates and odd names are kept', () => {
    assert.deepEqual(parseCookieHeader('a=1; a=2;b= x=y ;; flag; =v; $Version=1; \u00a0__Host-sallyport-session=z'), [
      ['a', '1'],
      ['a', '2'],
      ['b', ' x=y'],
      ['', 'flag'],
      ['', 'v'],
      ['$Version', '1'],
      ['\u00a0__Host-sallyport-session', 'z'],
    ]);
    assert.deepEqual(parseCookieHeader(''), []);
  });
});
