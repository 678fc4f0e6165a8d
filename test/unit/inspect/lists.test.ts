import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { detectorSet } from '../../../src/inspect/detectors/detector-set.ts';
import { markTaker } from '../../../src/inspect/detectors/fingerprint.ts';
import { createInspection } from '../../../src/inspect/inspector.ts';
import { readExactList, writeExactList } from '../../../src/inspect/lists/exact-list.ts';
import { readFingerprints, writeFingerprints } from '../../../src/inspect/lists/fingerprints.ts';
import { WordListFault } from '../../../src/inspect/lists/word-list-fault.ts';
import { countIn, detector, inspectBytes } from './inspect-bytes.ts';

const VALUES = ['AB-1234-99', 'Jane Q. Public', '777888999', 'Straße 17'];
const list = writeExactList(VALUES);
const exact = { detectors: [detector('exact-list', { list })] };

test('values of a list, whatever their case and separators', async () => {
  for (const text of [
    'number AB-1234-99.',
    'ab 1234 99',
    'AB123499',
    'by JANE Q PUBLIC, esq.',
    'jane\nq\npublic',
    '777 888 999',
    '(777-888-999)',
    'straße 17',
  ])
    assert.deepEqual(await countIn(text, { ...exact, split: [3] }), { 'exact-list': 1 }, text);
  for (const text of ['AB-1234-98', 'XAB-1234-99', 'AB-1234-991', 'Jane Public', '77788899', '7778889990'])
    assert.deepEqual(await countIn(text, exact), {}, text);
});

test('values far apart in a long text, and over the edges of windows', async () => {
  for (const at of [10, 63_400, 63_480, 63_490, 65_530, 200_000]) {
    const text = `${'lorem '.repeat(at / 6)} Jane Q. Public ${'ipsum '.repeat(2000)}`;
    assert.deepEqual(await countIn(text, { ...exact, split: [4093] }), { 'exact-list': 1 }, String(at));
  }
});

test('the list does not hold the values, and says what is wrong with it', () => {
  // Not the short parts of them: digests are random letters, and hold such by chance.
  for (const value of VALUES) assert.equal(list.includes(value), false);
  assert.notEqual(writeExactList(VALUES), list);
  assert.throws(() => writeExactList(['ab']), WordListFault);
  assert.throws(() => readExactList('nonsense'), WordListFault);
  assert.throws(() => readExactList(`${list}zzz\n`), WordListFault);
});

const words = (seed: number, count: number): string =>
  Array.from({ length: count }, (_, at) => `w${((at + 1) * 7919 * seed) % 5003}`).join(' ');
const plan = words(1, 400);
const offer = words(3, 400);

async function marksOf(content: string | Buffer): Promise<Set<string>> {
  const marks = new Set<string>();
  const inspection = createInspection({ detectors: detectorSet([{ id: 'x', kind: 'x' }], [markTaker(marks)]) });
  await inspection.write(Buffer.from(content));
  await inspection.end();
  return marks;
}

test('documents are known again by a good part of them', async () => {
  const prints = writeFingerprints(
    new Map([
      ['plan', await marksOf(makeDocx([plan]))],
      ['offer', await marksOf(offer)],
    ]),
  );
  const find = async (text: string | Buffer, share = 0.5) =>
    (await countIn(text, { detectors: [detector('fingerprints', { list: prints, share })], split: [999] }))[
      'fingerprints'
    ] ?? 0;
  assert.equal(await find(plan), 1);
  assert.equal(await find(makeDocx([offer])), 1);
  assert.equal(await find(`${words(5, 300)} ${plan.toUpperCase().replaceAll(' ', '\n')} ${words(7, 300)}`), 1);
  assert.equal(await find(`${plan} ${offer}`), 2);
  assert.equal(await find(plan.split(' ').slice(0, 100).join(' ')), 0);
  assert.equal(await find(plan.split(' ').slice(0, 100).join(' '), 0.1), 1);
  assert.equal(await find(words(11, 1000)), 0);
  assert.equal(prints.includes('w79'), false);
  assert.throws(() => writeFingerprints(new Map([['short', new Set<string>()]])), WordListFault);
  assert.throws(() => readFingerprints('nonsense'), WordListFault);
});

test('lists that are none are refused in words', async () => {
  await assert.rejects(inspectBytes('', { detectors: [detector('exact-list')] }), /needs a list/);
  await assert.rejects(inspectBytes('', { detectors: [detector('fingerprints')] }), /needs a list/);
  await assert.rejects(inspectBytes('', { detectors: [detector('exact-list', { list: 'x' })] }), /no exact list/);
});
