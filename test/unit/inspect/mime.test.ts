import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { fc } from '../../support/properties.ts';
import { inspectBytes } from './inspect-bytes.ts';

const docx = makeDocx(['4111 1111 1111 1111']);
const lines = (...parts: (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.flatMap((part) => [Buffer.from(part), Buffer.from('\r\n')]));
const FORM = 'multipart/form-data; boundary=xyz';

async function see(content: string | Buffer, declaredType?: string, split = [977]) {
  const given = declaredType === undefined ? { split } : { declaredType, split };
  const { status, matches } = await inspectBytes(content, given);
  return `${status} ${matches[0]?.count ?? 0}`;
}

test('a file of a form', async () => {
  const file = (...more: string[]) => [
    '--xyz',
    'Content-Disposition: form-data; name="f"; filename="a.docx"',
    ...more,
    '',
    docx,
  ];
  const field = ['--xyz', 'Content-Disposition: form-data; name="a"', '', 'b'];
  assert.equal(await see(lines(...field, ...file(), '--xyz--'), FORM), 'scanned 1');
  assert.equal(await see(lines(...file(), ...field, '--xyz--'), FORM, [1]), 'scanned 1');
  assert.equal(await see(lines(...file(), '--xyz'), FORM), 'corrupted 1');
  assert.equal(await see(lines('BM', ...file(), '--xyz--'), FORM), 'scanned 1');
  assert.equal(await see(lines('--xyz--', ...file(), '--xyz--'), FORM), 'scanned 1');
  assert.equal(await see(lines(...field, '--xyz--', docx), FORM), 'corrupted 1');
  assert.equal(await see(lines(...file('Content-Transfer-Encoding: base64'), '--xyz--'), FORM), 'unsupported 0');
  assert.equal(await see(docx, 'multipart/form-data'), 'corrupted 0');
  assert.equal(await see(docx, FORM), 'corrupted 1');
});

test('types are those of the files, not of the body or its fields', async () => {
  const form = lines(
    '--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\nb',
    '--xyz\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\nContent-Type: image/png\r\n',
    docx,
    '--xyz--',
  );
  const { types, disguised } = await inspectBytes(form, { declaredType: FORM });
  assert.deepEqual(types, ['application/vnd.openxmlformats-officedocument.wordprocessingml.document']);
  assert.equal(disguised, true);
  assert.deepEqual((await inspectBytes(docx, { name: 'a.docx' })).disguised, false);
  assert.deepEqual((await inspectBytes('--xyz--', { declaredType: FORM })).types, ['multipart/form-data']);
});

test('mail: parts, encodings, parts in parts', async () => {
  const mail = lines(
    'From: a@example.com',
    'Subject: =?utf-8?Q?Card_4111_1111?= =?utf-8?B?IDExMTEgMTExMQ==?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    'preamble',
    '--outer',
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '4111 11=\r\n11 11=31=31 1111',
    '--inner',
    'Content-Type: text/html',
    '',
    '<p>4111<b>1111</b>11111111</p>',
    '--inner--',
    '--outer',
    'Content-Type: application/octet-stream; name="x.docx"',
    'Content-Transfer-Encoding: base64',
    '',
    docx.toString('base64').replace(/.{76}/g, '$&\r\n'),
    '--outer',
    'Content-Type: message/rfc822',
    '',
    'From: b@example.com',
    'MIME-Version: 1.0',
    '',
    '4111111111111111',
    '--outer--',
  );
  for (const split of [[1], [7, 64], [100_000]]) assert.equal(await see(mail, undefined, split), 'scanned 5');
});

test('an encoding that nobody knows is told', async () => {
  const mail = lines('From: a@example.com', 'MIME-Version: 1.0', 'Content-Transfer-Encoding: x-uuencode', '', 'M4111');
  assert.equal(await see(mail), 'unsupported 0');
});

test('every split of a body in parts gives the same', async () => {
  const pieces = [
    '--xyz',
    '\r\n',
    '\n',
    '\r',
    '--',
    'Content-Type: text/plain',
    '4111111111111111',
    'x',
    '-',
    '\r\n\r\n',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
      async (parts, split) => {
        const given = { declaredType: FORM };
        assert.deepEqual(
          await inspectBytes(parts.join(''), { ...given, split }),
          await inspectBytes(parts.join(''), given),
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('a mailbox: every message is read as one', async () => {
  const message = (...body: (string | Buffer)[]) =>
    lines('From a@b.example Sat Jan  1 00:00:00 2022', 'From: a@b.example', ...body, '');
  const encoded = Buffer.from('4111 1111 1111 1111').toString('base64');
  const coded = message('Content-Transfer-Encoding: base64', '', encoded);
  const attached = message(
    'Content-Type: multipart/mixed; boundary=xyz',
    '',
    '--xyz',
    'Content-Transfer-Encoding: base64',
    '',
    docx.toString('base64'),
    '--xyz--',
  );
  const box = (...messages: Buffer[]) =>
    Buffer.concat([message('Subject: one', '', 'From here on >From'), ...messages]);
  for (const split of [[1], [13], [977]]) {
    assert.equal(await see(box(coded, attached), undefined, split), 'scanned 2');
    assert.equal(await see(box(coded), 'application/octet-stream', split), 'scanned 1');
  }
  assert.equal(await see(box()), 'scanned 0');
});

test('a mail that ends with its head, and lines that look like one, are read once', async () => {
  const note = 'From: Anna\r\nTo: Bob\r\nSubject: card 4111 1111 1111 1111';
  assert.equal(await see(note, undefined, [1]), 'scanned 1');
  assert.equal(await see(`${note}\r\n`), 'scanned 1');
  assert.equal(await see('From: Anna\nTo: Bob\ncard 4111 1111 1111 1111\nand so on'), 'scanned 1');
});

test('a number behind the end of a picture, where the byte before it happens to be a letter', async () => {
  const picture = Buffer.concat([
    Buffer.from('ffd8ffe000104a464946', 'hex'),
    Buffer.alloc(40),
    Buffer.from('ffd9', 'hex'),
  ]);
  assert.equal(await see(Buffer.concat([picture, Buffer.from('4111 1111 1111 1111')])), 'scanned 1');
  assert.equal(
    await see(Buffer.concat([picture, Buffer.from('4111 1111 1111 1111'), Buffer.from([0xd9])])),
    'scanned 1',
  );
});
