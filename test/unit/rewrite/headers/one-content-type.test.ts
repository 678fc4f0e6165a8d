import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderList } from '../../../../src/model/headers.ts';
import { withOneContentType } from '../../../../src/rewrite/headers/one-content-type.ts';

const types = (...values: string[]): string[] => {
  const headers: HeaderList = [['etag', '"1"'], ...values.map((value) => ['content-type', value] as const)];
  return withOneContentType(headers).flatMap(([name, value]) => (name === 'content-type' ? [value] : []));
};

// As the Fetch standard's own examples have it, and as a list that hides a file would be.
for (const [given, one] of [
  [['text/html', 'application/octet-stream'], 'application/octet-stream'],
  [['text/html, application/octet-stream'], 'application/octet-stream'],
  [['text/html;charset=gbk', 'text/plain'], 'text/plain'],
  [['text/html;charset=gbk;a=b', 'text/html;x=y'], 'text/html;x=y;charset=gbk'],
  [['text/html;charset=gbk;a=b', 'text/html;charset="utf-8"'], 'text/html;charset="utf-8"'],
  [['text/html;charset=gbk', 'text/plain', 'text/html'], 'text/html'],
  [['text/plain', '*/*'], 'text/plain'],
  [['text/plain', 'cannot-parse', ''], 'text/plain'],
  [['text/html;a="b, application/zip"'], 'text/html;a="b, application/zip"'],
  [['text/html;a="b, application/zip'], 'text/html;a="b, application/zip'],
] as const)
  test(`${JSON.stringify(given)} is ${one}`, () => assert.deepEqual(types(...given), [one]));

test('one alone, none, and what is no type stay as they are', () => {
  for (const given of [['Text/HTML; charset=UTF-8 '], [], ['nonsense, more'], ['a', 'b']])
    assert.deepEqual(types(...given), given);
});
