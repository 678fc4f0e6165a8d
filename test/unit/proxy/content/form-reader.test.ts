import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFormReader } from '../../../../src/proxy/content/form-reader.ts';
import { fc } from '../../../support/properties.ts';

const TYPE = 'multipart/form-data; boundary=XyZ';
const field = (name: string, value: string): string =>
  `--XyZ\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (content: string, head = 'Content-Type: application/octet-stream\r\n'): string =>
  `--XyZ\r\nContent-Disposition: form-data; name="file"; filename="blob"\r\n${head}\r\n${content}\r\n`;
const END = '--XyZ--\r\n';

function read(body: string, type = TYPE, sizes: readonly number[] = [1 << 20]) {
  const reader = createFormReader(type);
  const bytes = Buffer.from(body, 'latin1');
  const out: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    out.push(...reader.write(bytes.subarray(at, at + size)).map((piece) => Buffer.from(piece)));
    at += size;
  }
  return { file: Buffer.concat(out).toString('latin1'), fields: reader.fields, isWhole: reader.isWhole() };
}

describe('a form that brings a piece of a file', () => {
  test('fields and the file come out, however the body is cut', () => {
    const content = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '-', 'X', 'y', '\0', '\xff'), maxLength: 60 });
    fc.assert(
      fc.property(content, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), (text, sizes) => {
        const body = field('a', '1') + field('b', 'x y') + file(text) + END;
        assert.deepEqual(read(body, TYPE, sizes), {
          file: text,
          fields: [
            ['a', '1'],
            ['b', 'x y'],
          ],
          isWhole: true,
        });
      }),
      { numRuns: 300 },
    );
    assert.equal(read(field('a', '') + file('') + END).isWhole, true, 'what is empty');
  });

  test('what may be read in another way is not whole', () => {
    const cases: Record<string, readonly [body: string, type?: string]> = {
      'no end': [file('x')],
      'a field behind the file': [file('x') + field('a', '1') + END],
      'two files': [file('x') + file('y') + END],
      'no file': [field('a', '1') + END],
      'more behind the end': [`${file('x') + END}more`],
      'something in front': [`\r\n${file('x')}${END}`],
      'lines without CR': [(field('a', '1') + file('x') + END).replaceAll('\r\n', '\n')],
      'a boundary in the file': [file('x\n--XyZ\r\n') + END],
      'the end in the file': [file('x--XyZ--') + END],
      'blanks behind a boundary': [file('x').replace('--XyZ', '--XyZ ') + END],
      'a coding of the part': [file('eA==', 'Content-Transfer-Encoding: base64\r\n') + END],
      'a name in another way': [file('x').replace('filename=', 'filename*=') + END],
      'a name twice': [file('x').replace('name="file"', 'name="file"; name="a"') + END],
      'an escape in a name': [file('x').replace('"blob"', '"a\\"b"') + END],
      'a boundary twice': [file('x') + END, `${TYPE}; boundary=abc`],
      'no boundary': [file('x') + END, 'multipart/form-data'],
      'another type': [file('x') + END, TYPE.replace('form-data', 'mixed')],
      'a head without end': [`--XyZ\r\n${'a'.repeat(10_000)}`],
      'a field without end': [field('a', 'x'.repeat(100_000)) + file('x') + END],
    };
    for (const [name, [body, type]] of Object.entries(cases)) {
      assert.equal(read(body, type).isWhole, false, name);
      assert.equal(read(body, type, [1]).isWhole, false, `${name}, octet for octet`);
    }
  });
});
