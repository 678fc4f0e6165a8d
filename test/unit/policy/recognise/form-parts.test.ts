import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFormParts, type FormPart } from '../../../../src/policy/recognise/form-parts.ts';

const TYPE = 'multipart/form-data; boundary=XyZ';
const field = (head: string, content = 'x'): string => `--XyZ\r\n${head}\r\n\r\n${content}\r\n`;
const named = (name: string, content = 'x'): string =>
  field(`Content-Disposition: form-data; name="f"; filename="${name}"\r\nContent-Type: text/plain`, content);
const TEXT = field('Content-Disposition: form-data; name="t"', 'words');
const UNUSED = field('Content-Disposition: form-data; name="f"; filename=""\r\nContent-Type: text/plain', '');
const END = '--XyZ--\r\n';

function partsOf(body: string, size = body.length, type = TYPE): readonly FormPart[] | undefined {
  const parts = createFormParts(type);
  for (let at = 0; at < body.length; at += size) parts.write(body.slice(at, at + size));
  return parts.end();
}

describe('the parts of a form', () => {
  test('each with its file and where it is, however the form comes in', () => {
    const body = named('a.txt', 'one\r\n--Xy') + TEXT + named('b\u00c3\u00a9.txt', '') + UNUSED + END;
    const parts = partsOf(body)!;
    assert.deepEqual(
      parts.map(({ file }) => file?.name),
      ['a.txt', undefined, 'bé.txt', undefined],
    );
    assert.deepEqual(
      parts.map(({ contentStart, contentEnd }) => body.slice(contentStart, contentEnd)),
      ['one\r\n--Xy', 'words', '', ''],
    );
    assert.equal(parts.map(({ start, end }) => body.slice(start, end)).join(''), body.slice(0, -END.length));
    for (const size of [1, 2, 3, 5, 7, 11, 64]) assert.deepEqual(partsOf(body, size), parts);
    assert.deepEqual(partsOf(body.slice(0, -2)), parts);
  });

  const A = named('a.txt');
  const UNCERTAIN: Readonly<Record<string, string>> = {
    'the delimiter within a file': named('a.txt', 'x--XyZ') + END,
    'the delimiter on a line of a file': named('a.txt', 'x\r\n--XyZ y') + END,
    'the delimiter behind a line feed': named('a.txt', 'x\n--XyZ\r\ny') + END,
    'a longer delimiter': named('a.txt', 'x\r\n--XyZA\r\n') + END,
    'a blank behind the delimiter': `--XyZ ${A.slice(5)}${END}`,
    'something before the first part': `before\r\n${A}${END}`,
    'a line end before the first part': `\r\n${A}${END}`,
    'a part behind the end': A + END + A + END,
    'something behind the end': `${A}${END}x`,
    'something on the last line': `${A}--XyZ--x`,
    'no end': A,
    'half an end': `${A}--XyZ-`,
    'an end alone on no line': `${A.slice(0, -2)}--XyZ--\r\n`,
    'line feeds alone': (A + END).replaceAll('\r\n', '\n'),
    'a line feed in a head': A.replace('"f"; ', '"f";\n ') + END,
    'a carriage return in a head': A.replace('\r\nContent-Type', '\rContent-Type') + END,
    'a folded head': A.replace('; filename', ';\r\n filename') + END,
    'two file names': A.replace('filename=', 'filename="b.exe"; filename=') + END,
    'an extended name that differs': A.replace('"a.txt"', `"a.txt"; filename*=UTF-8''b.exe`) + END,
    'an extended name alone': A.replace('filename="a.txt"', `filename*=UTF-8''a.txt`) + END,
    'an encoded name': named('=?utf-8?B?Yi5leGU=?=') + END,
    'a name in another charset': named('b\xe9.txt') + END,
    'a field that names a charset': field('Content-Disposition: form-data; name="_charset_"', 'utf-16') + A + END,
    'an escape in a name': named('a\\".exe') + END,
    'an unquoted name': A.replace('"a.txt"', 'a.txt') + END,
    'a name of nothing': named('..') + END,
    'bytes without a name': named('', 'x') + END,
    'two dispositions':
      field('Content-Disposition: form-data; name="f"\r\nContent-Disposition: form-data; name="f"; filename="b.exe"') +
      A +
      END,
    'a type without a name': field('Content-Disposition: form-data; name="f"\r\nContent-Type: image/png') + A + END,
    'parts in a part': A.replace('text/plain', 'multipart/mixed; boundary=Q') + END,
    'a mail in a part': A.replace('text/plain', 'message/rfc822') + END,
    'another coding of a part': A.replace('\r\n\r\n', '\r\nContent-Transfer-Encoding: base64\r\n\r\n') + END,
    'a field nobody knows': A.replace('\r\n\r\n', '\r\nX-Name: b.exe\r\n\r\n') + END,
    'no head': `--XyZ\r\n\r\nx\r\n${A}${END}`,
    'a head without an end': `${A}--XyZ\r\nContent-Disposition: form-data; name="f"\r\n${END}`,
    'a head of great length': named(`${'a'.repeat(5000)}.txt`) + END,
    'a NUL in a name': named('a.txt\0.exe') + END,
    'more parts than anybody sends': TEXT.repeat(1001) + END,
    nothing: '',
  };
  for (const [name, body] of Object.entries(UNCERTAIN))
    test(`are not told apart: ${name}`, () => {
      assert.equal(partsOf(body), undefined);
      assert.equal(partsOf(body, 1), undefined);
    });

  for (const type of [
    'multipart/form-data',
    'multipart/mixed; boundary=XyZ',
    'multipart/form-data; boundary="XyZ"',
    'multipart/form-data; boundary=XyZ; boundary=Q',
    'multipart/form-data; boundary=XyZ; charset=utf-16',
    'multipart/form-data; boundary=XyZ,Q',
  ])
    test(`are not told apart by ${type}`, () => assert.equal(partsOf(A + END, 100, type), undefined));
});
