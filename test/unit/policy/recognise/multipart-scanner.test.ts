import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createMultipartScanner, type MultipartVerdict } from '../../../../src/policy/recognise/multipart-scanner.ts';
import { fc } from '../../../support/properties.ts';

const TYPE = 'multipart/form-data; boundary=B';
const FIELD = '--B\r\nContent-Disposition: form-data; name="t"\r\n\r\nwords\r\n';
const FILE = '--B\r\nContent-Disposition: form-data; name="f"; filename="plan.pdf"\r\n\r\n%PDF\r\n';
const UNUSED =
  '--B\r\nContent-Disposition: form-data; name="f"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n\r\n';
const END = '--B--\r\n';

function scan(body: string, type = TYPE, sizes: readonly number[] = [body.length]): MultipartVerdict {
  const scanner = createMultipartScanner(type);
  let at = 0;
  for (let turn = 0; at < body.length && turn < 10_000; turn++) {
    const size = sizes[turn % sizes.length] || 1;
    const verdict = scanner(body.slice(at, at + size), false);
    if (verdict !== 'undecided') return verdict;
    at += size;
  }
  return scanner('', true);
}
const part = (head: string, content = 'x'): string => `--B\r\n${head}\r\n\r\n${content}\r\n`;
const disposition = (rest: string): string => part(`Content-Disposition: form-data; name="f"${rest}`);

const NO_FILE: Readonly<Record<string, string>> = {
  'text fields': FIELD + FIELD + END,
  'a file input nobody used': UNUSED + FIELD + UNUSED + END,
  'no body at all': '',
  'the word filename as a name and as a value':
    part('Content-Disposition: form-data; name="filename"', 'filename="x"') + END,
  'a value that names the boundary in mid-line':
    part('Content-Disposition: form-data; name="t"', 'see --B and --B--') + END,
  'a typed field': part('Content-Disposition: form-data; name="t"\r\nContent-Type: text/plain; charset=utf-8') + END,
  'a preamble': `Content-Disposition: x; filename="a"\r\n\r\n${FIELD}${END}`,
  'LF line ends': (FIELD + UNUSED + END).replaceAll('\r\n', '\n'),
  'an empty field': part('Content-Disposition: form-data; name="t"', '') + END,
  'a part of no headers': `--B\r\n\r\nx\r\n${END}`,
};

/** What somebody might try so that the file is not seen. */
const HIDDEN: Readonly<Record<string, string>> = {
  'a plain file': FILE + END,
  'a field whose value is the closing delimiter in mid-line':
    part('Content-Disposition: form-data; name="t"', 'a--B--') + FILE + END,
  'a field whose value holds a look-alike in a line of its own':
    part('Content-Disposition: form-data; name="t"', '--B-') + FILE + END,
  'behind the closing delimiter': FIELD + END + FILE + END,
  'behind transport padding': FILE.replace('--B\r\n', '--B \t \r\n') + END,
  'behind a preamble': `hello\r\n${FILE}${END}`,
  'behind a preamble that ends like a delimiter': `x--B--\r\n${FILE}${END}`,
  'an empty name with bytes': disposition('; filename=""') + END,
  'an empty name with a line end for bytes':
    part('Content-Disposition: form-data; name="f"; filename=""', '\r\n') + END,
  'an unquoted empty name': disposition('; filename=') + END,
  'no value at all': disposition('; filename') + END,
  'an extended name': disposition("; filename*=utf-8''plan.pdf") + END,
  'an empty and an extended name': disposition(`; filename=""; filename*=utf-8''plan.pdf`) + END,
  'a continued name': disposition('; filename*0="pl"; filename*1="an"') + END,
  'two names, the first empty': disposition('; filename=""; filename="plan.pdf"') + END,
  'odd case': FILE.replace('Content-Disposition', 'cOnTeNt-dIsPoSiTiOn').replace('filename', 'FileName') + END,
  'a folded header': FILE.replace('; filename', ';\r\n\tfilename') + END,
  'a header folded behind its name': FILE.replace('Disposition: ', 'Disposition:\r\n ') + END,
  'white space before the colon': FILE.replace('Disposition:', 'Disposition :') + END,
  'a quote in the name of the field': part('Content-Disposition: form-data; name="a"b"; filename="plan.pdf"') + END,
  'an escaped quote in the name of the field':
    part('Content-Disposition: form-data; name="a\\"; filename="plan.pdf"') + END,
  'a second disposition':
    part('Content-Disposition: form-data; name="t"\r\nContent-Disposition: form-data; filename="x"') + END,
  'another header': part('Content-Disposition: form-data; name="t"\r\nContent-Type: text/plain; filename="x"') + END,
  'a type and no name':
    part('Content-Disposition: form-data; name="f"\r\nContent-Type: application/octet-stream') + END,
  'a part of a related body': part('Content-Type: application/pdf') + END,
  'parts in parts':
    part('Content-Disposition: form-data; name="f"\r\nContent-Type: multipart/mixed; boundary=C', '--C\r\n') + END,
  'LF line ends': (FIELD + FILE + END).replaceAll('\r\n', '\n'),
  'CR line ends': (FIELD + FILE + END).replaceAll('\r\n', '\r'),
  'a header end that only some servers see':
    part('Content-Disposition: form-data; name="t"\n\nX: y\r\nContent-Disposition: form-data; filename="x"') + END,
  'behind a field with LF line ends': FIELD.replaceAll('\r\n', '\n') + FILE + END,
  'a head that never ends': '--B\r\nContent-Disposition: form-data; filename="x"',
  'no delimiter': 'Content-Disposition: form-data; filename="x"\r\n\r\n',
};

const UNREADABLE_TYPES: readonly string[] = [
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=""',
  'multipart/form-data; boundary="B',
  'multipart/form-data; boundary=B; boundary=C',
  'multipart/form-data; boundary=C; Boundary="B"',
  'multipart/form-data; boundary*0=B',
  "multipart/form-data; boundary*=utf-8''B; boundary=C",
  'multipart/form-data; boundary="a\\"b"',
  'multipart/form-data; xboundary=B; boundary=C',
  'multipart/form-data; boundary=B; charset=ibm037',
  'multipart/form-data; charset=utf-16le; boundary=B',
];

describe('a multipart body', () => {
  for (const [name, body] of Object.entries(NO_FILE))
    test(`without a file: ${name}`, () => assert.equal(scan(body), 'no-file'));
  for (const [name, body] of Object.entries(HIDDEN))
    test(`with a file: ${name}`, () => assert.equal(typeof scan(body), 'object', JSON.stringify(body)));
  for (const type of UNREADABLE_TYPES)
    test(`nobody can say: ${type}`, () => assert.deepEqual(scan(FIELD + END, type), { file: '' }));

  test('the boundary in every spelling', () => {
    for (const type of [
      'multipart/form-data; boundary="B"',
      'multipart/form-data;BOUNDARY=B ; charset=UTF-8',
      'multipart/form-data; boundary=B,C',
      'multipart/related; type="application/json"; boundary="B "',
    ]) {
      assert.equal(scan(FIELD + END, type), 'no-file', type);
      assert.equal(typeof scan(FIELD + FILE + END, type), 'object', type);
    }
    const webkit = '----WebKitFormBoundaryAbC123';
    const body = (FIELD + FILE + END).replaceAll('--B', `--${webkit}`);
    assert.deepEqual(scan(body, `multipart/form-data; boundary=${webkit}`), { file: 'plan.pdf' });
  });

  test('the file is named, and not by its form field', () => {
    assert.deepEqual(scan(FIELD + FILE + END), { file: 'plan.pdf' });
    assert.deepEqual(scan(disposition(`; filename=""; filename*=utf-8''pl%C3%A4n.pdf`)), { file: 'plän.pdf' });
    assert.deepEqual(scan(disposition('; filename=""') + END), { file: '' });
  });

  test('any division into chunks gives the same answer', () => {
    const bodies = [...Object.values(NO_FILE), ...Object.values(HIDDEN)];
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
        (body, sizes) => assert.deepEqual(scan(body, TYPE, sizes), scan(body)),
      ),
      { numRuns: 600 },
    );
  });

  test('a file is seen among any fields', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', '-', 'B', '\r', '\n', '\r\n', '--B', '"', ';', ' '),
      maxLength: 30,
    });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (values) => {
        const fields = values.map((value) => part('Content-Disposition: form-data; name="t"', value)).join('');
        assert.equal(typeof scan(fields + FILE + END), 'object');
      }),
      { numRuns: 600 },
    );
  });

  test('one too long to look through counts as one with a file', () => {
    const long = part('Content-Disposition: form-data; name="t"', 'x'.repeat(1024 * 1024));
    assert.deepEqual(createMultipartScanner(TYPE)(long, false), { file: '' });
  });
});
