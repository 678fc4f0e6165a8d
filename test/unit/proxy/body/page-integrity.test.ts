import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { createIntegrityBook } from '../../../../src/proxy/body/integrity-book.ts';
import { createLaterText } from '../../../../src/proxy/body/later-text.ts';
import { createPageIntegrity } from '../../../../src/proxy/body/page-integrity.ts';
import { fc } from '../../../support/properties.ts';

const ORIGINAL = Buffer.from('the app’s own');
const REWRITTEN = Buffer.from('as it is rewritten');
const digest = (algorithm: string, bytes: Buffer): string =>
  `${algorithm}-${createHash(algorithm).update(bytes).digest('base64')}`;

describe('the book of digests', () => {
  test('a file is known by each digest it was met with, and only where it is loaded as the same', () => {
    const book = createIntegrityBook(8);
    const own = digest('sha384', ORIGINAL);
    assert.equal(book.learn(own, 'script', ORIGINAL, REWRITTEN), true);
    assert.equal(
      book.translate({ digests: own, loads: 'script', separator: '\t \t' }),
      `${own}\t \t${digest('sha384', REWRITTEN)}`,
    );
    assert.equal(book.translate({ digests: own, loads: 'style', separator: '\t \t' }), undefined);
    assert.equal(
      book.translate({ digests: digest('sha256', ORIGINAL), loads: 'script', separator: '\t \t' }),
      undefined,
    );
  });

  test('bytes without the digest are not learned, nor by a weaker one beside it', () => {
    const book = createIntegrityBook(8);
    const forged = Buffer.from('forged');
    assert.equal(book.learn(digest('sha384', ORIGINAL), 'script', forged, REWRITTEN), false);
    const both = `${digest('sha256', forged)} ${digest('sha512', ORIGINAL)}`;
    assert.equal(book.learn(both, 'script', forged, REWRITTEN), false);
    assert.equal(book.translate({ digests: digest('sha256', forged), loads: 'script', separator: '\t \t' }), undefined);
    assert.equal(book.learn('md5-x sha256-!', 'script', forged, REWRITTEN), false);
  });

  test('the oldest goes when it is full', () => {
    const book = createIntegrityBook(2);
    const files = ['a', 'b', 'c'].map((text) => Buffer.from(text));
    for (const file of files) book.learn(digest('sha256', file), 'script', file, REWRITTEN);
    assert.deepEqual(
      files.map(
        (file) =>
          book.translate({ digests: digest('sha256', file), loads: 'script', separator: '\t \t' }) !== undefined,
      ),
      [false, true, true],
    );
  });
});

describe('the digests of a page', () => {
  const own = digest('sha256', ORIGINAL);
  const both = `${own}\t \t${digest('sha256', REWRITTEN)}`;

  function page(bytes: Buffer | undefined, pageUrl = 'https://wiki.corp.test/a/') {
    const book = createIntegrityBook(8);
    const asked: string[] = [];
    const later = createLaterText();
    const integrity = createPageIntegrity({
      book,
      later,
      pageUrl,
      isRewritten: (url) => url.includes('.corp.test'),
      async enter(url, { digests, loads }) {
        asked.push(url);
        await Promise.resolve();
        if (bytes) book.learn(digests, loads, bytes, REWRITTEN);
      },
    });
    return { ...integrity, settle: later.settle, asked };
  }

  test('a mark becomes both digests once the file is known', async () => {
    const { integrity, settle, asked } = page(ORIGINAL);
    const first = integrity({ url: '../m.js', digests: own, loads: 'script', separator: '\t \t' });
    assert.equal(await settle(`<${first}|${first}>`), `<${both}|${both}>`);
    assert.equal(
      integrity({ url: 'https://cdn.corp.test/again.js', digests: own, loads: 'script', separator: '\t \t' }),
      both,
    );
    assert.deepEqual(asked, ['https://wiki.corp.test/m.js']);
  });

  test('a file that does not fit, or cannot be had, leaves the digests of the page', async () => {
    for (const bytes of [Buffer.from('forged'), undefined]) {
      const { integrity, settle } = page(bytes);
      assert.equal(await settle(integrity({ url: '/m.js', digests: own, loads: 'script', separator: '\t \t' })), own);
    }
  });

  test('what is not looked into: other hosts, no digest at all, what could break out of the markup', () => {
    const { integrity, asked } = page(ORIGINAL);
    for (const [url, digests] of [
      ['https://elsewhere.test/m.js', own],
      ['http://[', own],
      ['/m.js', 'sha1-abc'],
      ['/m.js', `${own} "><script>alert(1)</script>`],
      ['/m.js', `${own} '`],
      ['/m.js', `${own}\\`],
    ] as const)
      assert.equal(integrity({ url, digests, loads: 'script', separator: '\t \t' }), digests);
    assert.deepEqual(asked, []);
  });

  test('only the first base counts, and one that is no URL does not', () => {
    const { integrity, base, asked } = page(ORIGINAL);
    base('//cdn.corp.test/b/');
    base('https://other.corp.test/');
    integrity({ url: 'm.js', digests: own, loads: 'script', separator: '\t \t' });
    assert.deepEqual(asked, ['https://cdn.corp.test/b/m.js']);
  });

  test('a page has so many files looked into and no more', async () => {
    const { integrity, settle, asked } = page(ORIGINAL);
    const files = Array.from({ length: 80 }, (_each, at) => digest('sha256', Buffer.from(String(at))));
    const text = files
      .map((digests, at) => integrity({ url: `/${at}.js`, digests, loads: 'script', separator: '\t \t' }))
      .join(' ');
    assert.equal(await settle(text), files.join(' '));
    assert.equal(asked.length, 64);
  });

  test('text that looks like a mark is none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.nat(3), async (text, at) => {
        const { integrity, settle } = page(ORIGINAL);
        const mark = integrity({ url: '/m.js', digests: own, loads: 'script', separator: '\t \t' });
        const near = `sallyport-${'0'.repeat(24)}-${at}.`;
        assert.equal(await settle(text + near + mark), text + near + both);
      }),
      { numRuns: 50 },
    );
  });
});
