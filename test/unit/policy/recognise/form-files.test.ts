import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFormFiles, type FormFile } from '../../../../src/policy/recognise/form-files.ts';
import { createMultipartScanner } from '../../../../src/policy/recognise/multipart-scanner.ts';
import { fc } from '../../../support/properties.ts';

const TYPE = 'multipart/form-data; boundary=B';
const FIELD = '--B\r\nContent-Disposition: form-data; name="t"\r\n\r\nwords\r\n';
const file = (name: string, more = '', content = 'x'): string =>
  `--B\r\nContent-Disposition: form-data; name="f"; filename="${name}"${more}\r\n\r\n${content}\r\n`;
const UNUSED =
  '--B\r\nContent-Disposition: form-data; name="f"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n';
const END = '--B--\r\n';

function filesOf(body: string, sizes: readonly number[] = [body.length], type = TYPE): readonly FormFile[] {
  const files = createFormFiles(type);
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length]!);
    files.write(body.slice(at, at + size));
    at += size;
  }
  return files.end();
}

describe('all files of a form', () => {
  const CASES: Readonly<Record<string, readonly [body: string, files: readonly FormFile[]]>> = {
    'two files and a field': [
      file('a.txt', '\r\nContent-Type: text/plain') + FIELD + file('b.exe') + END,
      [{ name: 'a.txt', type: 'text/plain' }, { name: 'b.exe' }],
    ],
    'an input nobody used': [UNUSED + file('b.exe') + UNUSED + END, [{ name: 'b.exe' }]],
    'an empty name with bytes': [
      `--B\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\nbytes\r\n${END}`,
      [{}],
    ],
    'one behind the end': [file('a.txt') + END + file('b.exe') + END, [{ name: 'a.txt' }, { name: 'b.exe' }]],
    'no end': [file('a.txt') + file('b.exe').trimEnd(), [{ name: 'a.txt' }, { name: 'b.exe' }]],
    'line feeds alone': [
      (file('a.txt') + file('b.exe') + END).replaceAll('\r\n', '\n'),
      [{ name: 'a.txt' }, { name: 'b.exe' }],
    ],
    'a head in a file': [
      file('a.txt', '', 'Content-Disposition: form-data; filename="c"\r\n\r\n') + file('b.exe') + END,
      [{ name: 'a.txt' }, { name: 'b.exe' }],
    ],
    'an extended name': [
      `--B\r\nContent-Disposition: form-data; name="f"; filename*=UTF-8''b.exe\r\n\r\nx\r\n${END}`,
      [{ name: 'b.exe' }],
    ],
    'two names, of which servers take the first or the last': [
      file('a.txt', '; filename="b.exe"') + END,
      [{ name: 'a.txt' }, { name: 'b.exe' }],
    ],
    'an extended name that differs': [
      file('b.exe', `; filename*=UTF-8''a.txt`) + END,
      [{ name: 'a.txt' }, { name: 'b.exe' }],
    ],
    'the same name in two spellings': [file('a.txt', `; filename*=UTF-8''a.txt`) + END, [{ name: 'a.txt' }]],
    'a name that speaks of names': [file('a; filename=b.exe') + END, [{ name: 'a; filename=b.exe' }]],
    'none at all': [FIELD + END, []],
  };
  for (const [name, [body, files]] of Object.entries(CASES)) test(name, () => assert.deepEqual(filesOf(body), files));

  test('a form that cannot be read has one that nobody knows', () =>
    assert.deepEqual(filesOf(file('a.txt'), [1], 'multipart/form-data'), [{}]));

  const anyBody = fc
    .array(
      fc.constantFrom(
        FIELD,
        file('a.txt'),
        file('b.exe', '\r\nContent-Type: text/html'),
        UNUSED,
        END,
        '\r',
        '\n',
        '--B',
        '\r\n\r\n',
        'x',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

  test('every split of a form gives the same files', () => {
    fc.assert(
      fc.property(anyBody, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }), (body, sizes) =>
        assert.deepEqual(filesOf(body, sizes), filesOf(body)),
      ),
      { numRuns: 500 },
    );
  });

  test('wherever the gate sees a file with a name, it is among them', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        const verdict = createMultipartScanner(TYPE)(body, true);
        if (typeof verdict === 'object' && verdict.file !== '')
          assert.ok(filesOf(body).some(({ name }) => name === verdict.file));
      }),
      { numRuns: 500 },
    );
  });

  test('much that ends in half a line end takes no room', () => {
    const files = createFormFiles(TYPE);
    files.write(file('a.txt').slice(0, -2));
    for (let count = 0; count < 2000; count++) files.write(`${'x'.repeat(1000)}\r`);
    assert.deepEqual(files.end(), [{ name: 'a.txt' }]);
  });
});
