import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RE2JS } from 're2js';
import type { Detector } from '../../../src/inspect/detectors/detector.ts';
import { compileDetectors, detectorSet } from '../../../src/inspect/detectors/detector-set.ts';
import { requiredLiteral } from '../../../src/inspect/detectors/required-literal.ts';
import { foldText } from '../../../src/inspect/text/fold.ts';
import { createNumberRun, readNumber } from '../../../src/inspect/text/number-run.ts';
import { TextScan } from '../../../src/inspect/text/text-scan.ts';
import { isDigit } from '../../../src/inspect/text/units.ts';
import { createWordFinder } from '../../../src/inspect/text/word-finder.ts';
import { fc } from '../../support/properties.ts';
import { countIn, detector, inspectBytes } from './inspect-bytes.ts';

/** Text of a few signs, so that what is looked for is often there, over lengths on both sides of the block of the finder. */
const someText = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        'a',
        'b',
        'ab',
        'ba',
        'B',
        'A',
        '1',
        '22',
        '4111 1111 1111 1111',
        '@',
        'x@y.de',
        '-',
        ' ',
        '\n',
        'é',
        'Ab-7',
      ),
      { minLength: 1, maxLength: 120 },
    ),
    fc.integer({ min: 1, max: 600 }),
  )
  .map(([parts, times]) => parts.join('').repeat(times).slice(0, 60_000));

/** Every place where a word ends, by looking at each place. */
function plainly(text: string, words: readonly string[], signs: string): string[] {
  const found: string[] = [];
  const folded = text.toLowerCase();
  for (let at = 0; at < text.length; at++) {
    if (signs.includes(text[at]!)) found.push(`${at}`);
    for (const [index, word] of words.entries())
      if (folded.endsWith(word.toLowerCase(), at + 1)) found.push(`${at + 1}:${index}`);
  }
  return found.toSorted();
}

test('the finder of words tells what looking at every place tells, wherever it is interrupted', () => {
  fc.assert(
    fc.property(
      someText,
      fc.uniqueArray(fc.constantFrom('a', 'b', 'ab', 'aba', 'BAB', 'b1', '1@', '@a', 'é', 'bbabba', '-7'), {
        maxLength: 6,
      }),
      fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 4 }),
      (text, words, cuts) => {
        const finder = createWordFinder(words, '0123456789@');
        const units = Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
        const found: string[] = [];
        let last = 0;
        const hits = {
          word: (index: number, end: number): void => {
            assert.ok(end >= last, 'told in order');
            last = end;
            found.push(`${end}:${index}`);
          },
          sign: (at: number): void => void found.push(`${at}`),
        };
        let state = 0;
        for (let at = 0, turn = 0; at < units.length; turn++) {
          const to = Math.min(units.length, at + cuts[turn % cuts.length]!);
          state = finder.read(state, units, at, to, hits);
          at = to;
        }
        assert.deepEqual(found.toSorted(), plainly(text, words, '0123456789@'));
      },
    ),
    { numRuns: 40 },
  );
});

test('words as long as the blocks they are looked for in are found', () => {
  for (const length of [1, 500, 1023, 1024, 1025, 8192, 20_000]) {
    const word = `${'ab'.repeat(length)}c`;
    const units = Uint16Array.from(Buffer.from(`${'ab'.repeat(9000)}${word}x${word}`));
    const ends: number[] = [];
    createWordFinder([word]).read(0, units, 0, units.length, {
      word: (_, end) => void ends.push(end),
      sign: () => assert.fail(),
    });
    assert.deepEqual(ends, [units.length - word.length - 1, units.length], String(length));
  }
});

test('numbers and addresses are looked at where a reader of every unit would', () => {
  fc.assert(
    fc.property(someText, (text) => {
      const seen: string[] = [];
      const watch: Detector = { trigger: { on: 'number', find: ({ at, count }) => void seen.push(`${at}/${count}`) } };
      const signs: Detector = { trigger: { on: 'at-sign', find: (_, at) => void seen.push(`@${at}`) } };
      const specs = [detector('number'), detector('sign')];
      const set = detectorSet(specs, [watch, signs]);
      const scan = new TextScan(set, set.openTallies());
      scan.write(text);
      scan.end();

      const folded = foldText(text);
      const units = new Uint16Array(folded.length + 2);
      for (let at = 0; at < folded.length; at++) units[at + 1] = folded.charCodeAt(at);
      const run = createNumberRun({ units, start: 1, end: folded.length + 1 });
      const expected: string[] = [];
      for (let at = 1; at <= folded.length; at++) {
        if (units[at] === 0x40) expected.push(`@${at}`);
        if (!isDigit(units[at]!) || isDigit(units[at - 1]!)) continue;
        readNumber(run, at, folded.length + 1);
        expected.push(`${at}/${run.count}`);
      }
      assert.equal(seen.length, expected.length);
      // Where the window has moved on, places are counted anew.
      if (text.length < 60_000) assert.deepEqual(seen.toSorted(), expected.toSorted());
    }),
    { numRuns: 30 },
  );
});

test('an expression that is tried around its literal finds what one that is tried everywhere does', () => {
  const patterns = [
    'Ab-[0-9]',
    'b{1,2}ab',
    '^ab',
    'ba$',
    '[ab]+-',
    'a@|b-',
    'x@y\\.de',
    '(?:ab){1,20}ba-?',
    '(?i)ab-',
    '\\bab\\b',
  ];
  fc.assert(
    fc.property(someText, fc.constantFrom(...patterns), fc.boolean(), (text, pattern, ignoreCase) => {
      const specs = [detector('expression', { pattern, ignoreCase })];
      const made = compileDetectors(specs);
      const { trigger } = made.detectors[0]!;
      assert.ok(trigger.on === 'text');
      const everywhere = detectorSet(specs, [{ trigger: { ...trigger, literal: undefined } }]);
      const [near, plain] = [made, everywhere].map((set) => {
        const places: string[] = [];
        const tally = {
          add: (value: string, from: number, to: number) => void places.push(`${from}-${to} ${value}`),
          addMany: () => assert.fail(),
        };
        const scan = new TextScan(set, [tally], { capacity: 8192 });
        scan.write(text);
        scan.end();
        return places;
      });
      assert.deepEqual(near, plain);
    }),
    { numRuns: 120 },
  );
});

test('what an expression must have in it', () => {
  const cases: [pattern: string, literal: string | undefined][] = [
    ['EMP-[0-9]{6}', 'EMP-'],
    ['[A-Z]{2}-secret-\\d+', '-secret-'],
    ['abc?', 'ab'],
    ['abc*', 'ab'],
    ['abc{0,2}de', 'ab'],
    ['abc{2}defg', 'defg'],
    ['ab+cd', 'ab'],
    ['a\\.b\\.c', 'a.b.c'],
    ['a|bcd', undefined],
    ['(a|b)cd', 'cd'],
    ['(abc)?de', 'de'],
    ['(?:a\\)|b)xyz', 'xyz'],
    ['[)|]xyz[^]a]', 'xyz'],
    ['[[:alpha:]]key=', 'key='],
    ['(?i)abc', undefined],
    ['\\Qa|b\\E', undefined],
    ['(\\Q)\\E|ab)cd', undefined],
    ['\\x41bcd', undefined],
    ['\\pLabc', undefined],
    ['a{,2}bc', undefined],
    ['[0-9]+', undefined],
    ['é', undefined],
    ['aéé?bc', 'bc'],
    ['a', undefined],
  ];
  for (const [pattern, literal] of cases) {
    RE2JS.compile(pattern);
    assert.equal(requiredLiteral(pattern), literal, pattern);
  }
});

test('attack: letters that fold into a literal do not hide it', async () => {
  const detectors = [detector('expression', { pattern: 'task-\\d{3}', ignoreCase: true })];
  for (const written of ['TASK-123', 'ta\u017f\u212a-123', 'ｔａｓｋ－１２３', 't\u200bask-1\u00ad23'])
    assert.deepEqual(await countIn(`see ${written} there`, { detectors }), { expression: 1 }, written);
});

test('attack: a document of which hardly a block is text is told from one that is, however it is aligned', async () => {
  const text = Buffer.from('plain text, nothing else\r\n'.repeat(1000));
  // Small pieces where the other bytes are, before and behind.
  const small = [8150, ...Array.from({ length: 200 }, (_, turn) => [1, 2, 3][turn % 3]!)];
  for (const offset of [0, 1, 2, 3]) {
    const bytes = Buffer.concat([Buffer.alloc(offset, 'x'), text]).subarray(offset);
    assert.equal((await inspectBytes(bytes)).status, 'scanned');
    for (const control of [1, 7, 14, 26, 28, 31]) {
      const dirty = Buffer.from(bytes);
      // A run-in that is aligned in no way.
      const begin = 8192 + 3 + offset;
      dirty.fill(control, begin, begin + 200);
      for (const split of [[4099], small])
        assert.equal((await inspectBytes(dirty, { split })).status, 'unsupported', `${control} at ${offset}`);
    }
  }
});
