import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Judgement, Permitted, Reply } from '../../../src/model/exchange.ts';
import { createLeftOutNotices } from '../../../src/proxy/intervene/left-out-notices.ts';

const SCRIPT = [
  ['sec-fetch-mode', 'cors'],
  ['sec-fetch-dest', 'empty'],
  ['sec-fetch-site', 'same-origin'],
];
const left = (names: readonly string[], plain?: string): readonly Judgement[] =>
  names.map((name) => ({
    object: { name },
    decision: { message: plain === undefined ? undefined : { plain } },
  })) as never;
const exchange = (leftOut?: readonly Judgement[]): Permitted =>
  ({ session: { id: 's' }, authority: 'wiki', headers: SCRIPT, leftOut }) as never;
const reply = (status: number): Reply => ({ status, headers: [], body: undefined });
const said = ({ headers }: Reply): string | undefined => {
  const field = headers.find(([name]) => name === 'sallyport-left-out');
  return field && decodeURIComponent(field[1]);
};

test('what was left out is told in signs that any field may have, and not without end', () => {
  const { told } = createLeftOutNotices(() => 0);
  const names = Array.from({ length: 100 }, (_, at) => `${'語'.repeat(200)}\ud800${at}`);
  const answer = told(exchange(left(names, '😀'.repeat(2000))), reply(200));
  const field = answer.headers.find(([name]) => name === 'sallyport-left-out')![1];
  assert.match(field, /^[\w.~!*'()%-]+$/);
  assert.ok(field.length < 16 * 1024, `${field.length} bytes`);
  assert.match(said(answer)!, /\n… \(90\)\n/);
});

test('half a sign in a name is no fault', () => {
  assert.equal(said(createLeftOutNotices(() => 0).told(exchange(left(['a\ud800.exe'])), reply(200))), 'a\ufffd.exe');
});

test('who does not follow a redirect in time is not told of another request', () => {
  let now = 0;
  const { told } = createLeftOutNotices(() => now);
  told(exchange(left(['a.exe'])), reply(303));
  now = 60_000;
  assert.equal(said(told(exchange(), reply(200))), undefined);
  told(exchange(left(['a.exe'])), reply(303));
  now += 59_999;
  assert.equal(said(told(exchange(), reply(200))), 'a.exe');
});
