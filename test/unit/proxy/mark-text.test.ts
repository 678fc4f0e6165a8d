import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMarkable } from '../../../src/proxy/body/markable.ts';
import { markText } from '../../../src/proxy/gateway-routes/mark-text.ts';
import { fc } from '../../support/properties.ts';

const about = (name: string, tags: readonly string[] | undefined): Parameters<typeof markText>[0] => ({
  at: Date.UTC(2026, 0, 31, 8, 5, 59),
  id: '3q2-7wAAAAAAAAAAAAAAAA',
  session: {
    id: 's',
    user: { provider: 'p', subject: 's', name, groups: [] },
    device: { userAgent: '', ...(tags ? { tags } : {}) },
    createdAt: 0,
    expiresAt: 0,
  },
});

test('the mark names user, minute, device and exchange', () => {
  assert.equal(markText(about('bob', ['compliant', 'vpn'])), 'bob · 2026-01-31 08:05 UTC · compliant, vpn · 3q2-7wAA');
  assert.match(markText(about('bob', undefined)), /unknown device/);
  assert.match(markText(about('bob', [])), /device without a tag/);
});

test('no name turns, hides or breaks the line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const text = markText(about(`${name}\u202e\u2028\u200b\n`, undefined));
      assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      assert.ok([...text].length < 200);
      assert.match(text, /2026-01-31 08:05 UTC/);
    }),
  );
});

test('a mark needs a page in which scripts run', () => {
  const markable = (type: string, policy?: string, status = 200, dest = 'document'): boolean =>
    isMarkable({
      method: 'GET',
      headers: [
        ['sec-fetch-dest', dest],
        ['sec-fetch-mode', dest === 'document' ? 'navigate' : 'no-cors'],
      ],
      status,
      responseHeaders: [
        ['content-type', type],
        ...(policy === undefined ? [] : [['content-security-policy', policy] as const]),
      ],
    } as unknown as Parameters<typeof isMarkable>[0]);
  assert.ok(markable('text/html; charset=utf-8'));
  assert.ok(markable('application/xhtml+xml'));
  assert.ok(markable('text/html', "default-src 'none'"), 'the runtime is let in');
  assert.ok(markable('text/html', 'sandbox allow-forms ALLOW-SCRIPTS'));
  for (const type of ['application/pdf', 'text/csv', 'image/svg+xml', 'application/xml', ''])
    assert.ok(!markable(type), type);
  for (const type of ['image/png', 'text/plain', 'application/json']) {
    assert.ok(markable(type), 'a page is made of it');
    assert.ok(!markable(type, undefined, 200, 'image'), type);
  }
  for (const policy of [
    'sandbox',
    'SANDBOX allow-forms',
    "default-src 'self', sandbox",
    'img-src x;sandbox allow-same-origin; sandbox allow-scripts',
  ])
    assert.ok(!markable('text/html', policy), policy);
  assert.ok(!markable('text/html', undefined, 206));
});
