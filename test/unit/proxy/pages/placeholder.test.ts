import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headerValue } from '../../../../src/model/headers.ts';
import { parseContentDisposition } from '../../../../src/policy/recognise/content-disposition.ts';
import { placeholderName, renderPlaceholder } from '../../../../src/proxy/pages/placeholder.ts';
import { fc } from '../../../support/properties.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '../../etc/passwd',
    '..\\x',
    'a"; filename=evil.exe; x="',
    "x'y%0d%0a(*)",
    '\u202egpj.exe',
    'ä€𝄞.pdf',
    '\ud800',
    '',
  ),
);

test('whatever the refused file is called, the placeholder is a text with a harmless name', () => {
  fc.assert(
    fc.property(anyText, anyText, (fileName, text) => {
      const { headers, body } = renderPlaceholder({
        title: 'Download blocked',
        fileName,
        appName: text,
        policyName: text,
        exchangeId: 'id',
      });
      for (const [, value] of headers) assert.match(value, /^[\x20-\x7e]*$/, 'a header stays one line of ASCII');
      const { attachment, filename = '' } = parseContentDisposition(headerValue(headers, 'content-disposition') ?? '');
      assert.ok(attachment);
      assert.equal(filename, placeholderName(fileName));
      assert.match(filename, /^[^.\s\\/:*?"<>|\p{Cc}\p{Cf}][^\\/:*?"<>|\p{Cc}\p{Cf}]* \(blocked\)\.txt$/u);
      assert.ok(Buffer.byteLength(filename) <= 255);
      assert.equal(headerValue(headers, 'content-type'), 'text/plain; charset=utf-8');
      // Neither a name nor an app can add a line of its own.
      assert.equal(body.split(/\r\n|[\r\n\u2028\u2029]/).length, 9);
    }),
    { numRuns: 300 },
  );
});

test('the text says what, why and where to go on', () => {
  const { body } = renderPlaceholder({
    title: 'The download waits for one more step',
    fileName: 'plan.pdf',
    appName: 'Wiki',
    message: 'Say why.',
    policyName: 'Why',
    next: 'https://login.test/x?id=1',
    exchangeId: 'abc',
  });
  for (const words of [
    'Say why.',
    'File: plan.pdf',
    'App: Wiki',
    'Policy: Why',
    'https://login.test/x?id=1',
    'Reference: abc',
  ])
    assert.ok(body.includes(`${words}\r\n`), words);
});
