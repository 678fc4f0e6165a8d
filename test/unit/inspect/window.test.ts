import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fc } from '../../support/properties.ts';
import { CARD, countIn, detector, inspectBytes } from './inspect-bytes.ts';

const ALL = [
  CARD,
  detector('iban'),
  detector('email-address'),
  detector('us-ssn'),
  detector('phone-number'),
  detector('keywords', { words: ['falcon'] }),
  detector('us-ssn-plain'),
  detector('expression', { pattern: 'EMP-[0-9]{6}' }),
];
const PARTS = [
  '4111 1111 1111 1111',
  'DE89 3704 0044 0532 0130 00',
  'jane@example.com',
  '536-90-4399',
  'falcon',
  'SSN 536904399',
  'EMP-123456',
  'Straße',
  ' ',
  '\n',
  'x',
  '12',
  '😀',
  '\u200b',
];

test('every split of a document gives the same findings', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...PARTS), { maxLength: 60 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      async (parts, split) => {
        const text = parts.join(' ');
        assert.deepEqual(
          await inspectBytes(text, { detectors: ALL, split }),
          await inspectBytes(text, { detectors: ALL }),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('a match is found once wherever the window happens to end', async () => {
  const match = 'falcon 4111 1111 1111 1111 jane@example.com ';
  for (const at of [63_000, 63_470, 63_480, 63_490, 63_500, 65_500, 65_520, 65_536, 126_000, 126_960, 126_976]) {
    const found = await countIn(`${'. '.repeat(at / 2)}${match}${'. '.repeat(3000)}`, {
      detectors: ALL,
      split: [4093],
    });
    assert.deepEqual(found, { 'payment-card': 1, 'email-address': 1, keywords: 1 }, String(at));
  }
});

test('beyond thirty million characters nothing is missed', async () => {
  const block = 'The quick brown fox jumps over the lazy dog. '.repeat(700_000);
  assert.deepEqual(await countIn(`${block}4111 1111 1111 1111`, { split: [65_536] }), { 'payment-card': 1 });
});

test('character sets: marks, no marks, declared ones', async () => {
  const text = 'Zahlung für Jürgen: 4111 1111 1111 1111';
  const detectors = [CARD, detector('keywords', { words: ['für'] })];
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
  const forms: [string, Uint8Array, string?][] = [
    ['utf-8', Buffer.from(text)],
    ['utf-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['utf-16le with a mark', utf16],
    ['utf-16be with a mark', Buffer.from(utf16).swap16()],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
    ['latin1', Buffer.from(text, 'latin1')],
    ['latin1 declared', Buffer.from(text, 'latin1'), 'text/plain; charset="ISO-8859-1"'],
    ['unknown charset', Buffer.from(text, 'latin1'), 'text/plain; charset=x-nobody'],
    ['declared wrongly', utf16, 'text/plain; charset=utf-8'],
  ];
  for (const [name, bytes, declaredType] of forms) {
    const given = { detectors, split: [7], ...(declaredType === undefined ? {} : { declaredType }) };
    assert.deepEqual(await countIn(bytes, given), { 'payment-card': 1, keywords: 1 }, name);
  }
});

test('UTF-16 that begins as ASCII is read too: NUL is nothing', async () => {
  const bytes = Buffer.concat([Buffer.from('plain '.repeat(1000)), Buffer.from('4111 1111 1111 1111', 'utf16le')]);
  assert.deepEqual(await countIn(bytes), { 'payment-card': 1 });
});

test('hostile text takes linear time', async () => {
  const detectors = [
    ...ALL,
    ...['passwords', 'secrets', 'birth-date', 'medicare-id', 'fr-nir', 'it-codice-fiscale'].map((kind) =>
      detector(kind),
    ),
    detector('expression', { id: 'evil', pattern: '(a+)+$' }),
  ];
  /** Milliseconds of a processor: how many others want it is not what is tested. */
  const rate = async (text: string): Promise<number> => {
    const started = process.cpuUsage();
    await inspectBytes(text, { detectors });
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  };
  await rate('warm '.repeat(100_000));
  for (const unit of ['a', '@', '1', 'a@', '4 ', 'password', '1-', 'AKIA', '+1 ', 'eyJ', '.@.', 'DE89', '1E']) {
    const small = await rate(unit.repeat(40_000 / unit.length));
    const large = await rate(unit.repeat(320_000 / unit.length));
    assert.ok(large < 8 * 4 * (small + 20), `${JSON.stringify(unit)}: ${small} ms, eight times as much ${large} ms`);
  }
});

test('time to work is limited, time to wait is not', async () => {
  let now = 0;
  const slow = await inspectBytes('x'.repeat(1000), {
    split: [10],
    clock: () => (now += 100),
    limits: { milliseconds: 1000 },
  });
  assert.equal(slow.status, 'timed-out');
  let stopped = 0;
  const fast = await inspectBytes('4111111111111111', {
    split: [1],
    clock: () => stopped,
    limits: { milliseconds: 1000 },
  });
  stopped = 5000;
  assert.equal(fast.status, 'scanned');
});

test('an empty document, and one that is let go', async () => {
  const empty = await inspectBytes('');
  assert.equal(empty.status, 'scanned');
  assert.equal(empty.bytes, 0);
});
