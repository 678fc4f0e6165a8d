import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { JsonFault } from '../../../src/catalog/json-reader.ts';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { readCarriedJson } from '../../../src/inspect/carried/read-json.ts';
import { compileDetectors } from '../../../src/inspect/detectors/detector-set.ts';
import { createInspection } from '../../../src/inspect/inspector.ts';
import type { CarriedFiles } from '../../../src/model/carried-files.ts';
import { fc } from '../../support/properties.ts';
import { countIn, inspectBytes } from './inspect-bytes.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const CARD = 'Card 4111 1111 1111 1111 of the customer';
const SECRET = makeDocx(['Report', CARD]);
const B64 = SECRET.toString('base64');
const TEXT64 = Buffer.from(`customer;${CARD}`).toString('base64');
/** As in a contents interface of notebooks, and in one of commits. */
const NOTEBOOK: readonly CarriedFiles[] = [{ content: 'content', name: 'name', coding: 'format', piece: 'chunk' }];
const COMMIT: readonly CarriedFiles[] = [
  { content: 'actions.*.content', name: 'actions.*.file_path', coding: 'actions.*.encoding' },
];
const PLAIN: readonly CarriedFiles[] = [{ content: 'content' }];
const JSON_TYPE = 'application/json';

const escaped = (text: string): string =>
  [...text].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
const urlSafe = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const lined = (text: string): string => text.replace(/.{60}/g, '$&\\r\\n');
const spaced = (text: string): string => text.replace(/.{7}/g, '$& \\t');

const PARTS = 'multipart/form-data; boundary=b';
const inParts = (fields: Readonly<Record<string, string>>): string =>
  `${Object.entries(fields)
    .map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('')}--b--\r\n`;

/** Bodies that hide a card number in a file, as whoever wants it out would write them. */
const HIDDEN: Readonly<
  Record<string, readonly [body: string | Buffer, files?: readonly CarriedFiles[], type?: string]>
> = {
  'base64 of a document': [`{"format":"base64","content":"${B64}","name":"a.docx"}`],
  'base64 of a text': [`{"format":"base64","content":"${TEXT64}","name":"a.csv"}`],
  'what says so behind it': [`{"content":"${B64}","type":"file","format":"base64"}`],
  'nothing says so': [`{"content":"${B64}"}`],
  'a format that lies': [`{"format":"text","content":"${B64}"}`],
  'a format that lies of a text': [`{"format":"text","content":"${TEXT64}"}`],
  'a format that lies the other way': [`{"format":"base64","content":"${CARD}"}`],
  'two formats': [`{"format":"text","content":"${B64}","format":"base64"}`],
  'a name in another case': [`{"FORMAT":"base64","Content":"${B64}"}`],
  'lines of base64': [`{"format":"base64","content":"${lined(B64)}"}`],
  'spaces in base64': [`{"format":"base64","content":"${spaced(B64)}"}`],
  'the other alphabet': [`{"format":"base64","content":"${urlSafe(B64)}"}`],
  'letters that readers drop': [`{"format":"base64","content":"${B64.replace(/.{50}/g, '$&!*')}"}`],
  'escapes in base64': [`{"format":"base64","content":"${escaped(B64)}"}`],
  'escapes in a name': [`{"format":"base64","${escaped('content')}":"${B64}"}`],
  'two contents, the first': [`{"format":"base64","content":"${B64}","content":"aGk="}`],
  'two contents, the last': [`{"format":"base64","content":"aGk=","content":"${B64}"}`],
  'a second text behind the first': [`{"content":"aGk=","format":"base64"} {"content":"${B64}","format":"base64"}`],
  'UTF-16 with a mark': [Buffer.from(`\ufeff{"format":"base64","content":"${TEXT64}"}`, 'utf16le')],
  'UTF-16 without': [Buffer.from(`{"format":"base64","content":"${TEXT64}"}`, 'utf16le').swap16()],
  'UTF-8 with a mark': [`\ufeff{"format":"base64","content":"${TEXT64}"}`],
  'padding within': [`{"format":"base64","content":"aGk=${TEXT64}"}`],
  'a type that lies': [`{"format":"base64","content":"${B64}"}`, NOTEBOOK, 'image/png'],
  'as a form': [`format=base64&content=${encodeURIComponent(B64)}`, NOTEBOOK, 'application/x-www-form-urlencoded'],
  'as a form of JSON’s type': [`content=${encodeURIComponent(B64)}&format=base64`],
  'every letter of a form escaped': [
    `content=${[...TEXT64].map((sign) => `%${sign.charCodeAt(0).toString(16)}`).join('')}&format=base64`,
  ],
  'the second of several': [
    `{"actions":[{"content":"aGk=","encoding":"base64"},{"encoding":"base64","content":"${B64}"}]}`,
    COMMIT,
  ],
  'members by number': [`{"actions":{"0":{"content":"${B64}","encoding":"base64"}}}`, COMMIT],
  'actions of a form': [`actions[][encoding]=base64&actions[][content]=${encodeURIComponent(B64)}`, COMMIT],
  'actions of a form by number': [`actions%5B0%5D%5Bcontent%5D=${encodeURIComponent(B64)}`, COMMIT],
  'a form of parts': [inParts({ branch: 'main', content: B64, format: 'base64' }), NOTEBOOK, PARTS],
  'a form of parts with a text': [inParts({ format: 'text', content: CARD }), NOTEBOOK, PARTS],
  'a form of parts with actions': [inParts({ 'actions[][content]': B64, 'actions[][content]:2': 'x' }), COMMIT, PARTS],
  'an attachment of a mail that is attached': [
    `{"message":{"attachments":[{"contentBytes":"aGk="},{"item":{"attachments":[{"name":"a","contentBytes":"${B64}"}]}}]}}`,
    [{ content: '**.contentBytes', name: '**.name' }],
  ],
  'a whole mail': [
    `{"raw":"${urlSafe(Buffer.from(`From: a@corp.test\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${B64}`).toString('base64'))}"}`,
    [{ content: 'raw', type: 'message/rfc822' }],
  ],
  'what needs no word': [`{"content":"${B64}"}`, PLAIN],
  'behind much': [`{"message":"${'x'.repeat(200_000)}","content":"${B64}","format":"base64"}`],
  'much before a text': [`{"format":"base64","content":"${'x'.repeat(40_000)} ${CARD}"}`],
  'another member': [`{"format":"base64","content":"aGk=","message":"${CARD}"}`],
  'a number': [`{"format":"base64","content":"aGk=","message":4111111111111111}`],
};

describe('files that stand in JSON or a form as text', () => {
  for (const [what, [body, carried = NOTEBOOK, declaredType = JSON_TYPE]] of Object.entries(HIDDEN))
    for (const split of [undefined, [1, 3, 7], [977]])
      test(`${what}${split ? `, in pieces of ${split}` : ''}`, async () => {
        const { 'payment-card': count = 0 } = await countIn(body, {
          carried,
          declaredType,
          ...(split ? { split } : {}),
        });
        assert.ok(count >= 1, `${count} found`);
      });

  test('a file is what its bytes are, by the name it has, and its hash is told', async () => {
    const body = `{"name":"a.png","content":"${B64}","format":"base64"}`;
    const { types, disguised, status, sha256, bytes } = await inspectBytes(body, {
      carried: NOTEBOOK,
      declaredType: JSON_TYPE,
    });
    assert.deepEqual(types, ['application/vnd.openxmlformats-officedocument.wordprocessingml.document']);
    assert.deepEqual({ disguised, status, bytes }, { disguised: true, status: 'scanned', bytes: SECRET.length });
    assert.equal(sha256, createHash('sha256').update(SECRET).digest('hex'));
  });

  test('a short text is no base64 where it is said to be none', async () => {
    for (const body of [
      '{"format":"text","content":"hello","name":"a.txt"}',
      '{"content":"hello","name":"a.txt","format":"text"}',
    ]) {
      const { types, status } = await inspectBytes(body, { carried: NOTEBOOK, declaredType: JSON_TYPE });
      assert.deepEqual({ types, status }, { types: ['text/plain'], status: 'scanned' });
    }
  });

  test('what contradicts itself, is only a piece, or is no JSON is unknown', async () => {
    const bodies: Readonly<Record<string, string>> = {
      'two formats': `{"format":"text","content":"${TEXT64}","format":"base64"}`,
      'two formats of a long file': `{"format":"text","content":"${'ab c'.repeat(10_000)}","format":"base64"}`,
      chunk: `{"format":"base64","content":"${TEXT64}","chunk":2}`,
      'no end': `{"format":"base64","content":"${TEXT64}"`,
      'something behind': `{"format":"base64","content":"${TEXT64}"}]`,
      'single quotes': `{'format':'base64'}`,
      'too deep': `${'['.repeat(300)}${']'.repeat(300)}`,
      'no file': '{"format":"base64"}',
      'no JSON at all': 'just words',
      'UTF-32': Buffer.from([...'{"content":1}'].flatMap((sign) => [sign.charCodeAt(0), 0, 0, 0])).toString('latin1'),
    };
    for (const [what, body] of Object.entries(bodies)) {
      const { status } = await inspectBytes(body, { carried: NOTEBOOK, declaredType: JSON_TYPE });
      assert.notEqual(status, 'scanned', what);
    }
    const parts = (name: string): string => `--b\r\nContent-Disposition: form-data; ${name}\r\n\r\n${B64}\r\n--b--\r\n`;
    for (const name of ['name="other"', 'name=content', "name*=utf-8''content", 'name="x"; name="content"']) {
      const body = parts(name).replace(
        '--b--',
        '--b\r\nContent-Disposition: form-data; name="content"\r\n\r\naGk=\r\n--b--',
      );
      const { status: found } = await inspectBytes(name === 'name="other"' ? parts(name) : body, {
        carried: PLAIN,
        declaredType: PARTS,
      });
      assert.notEqual(found, 'scanned', name);
    }
    const { status } = await inspectBytes(`{"content":"${TEXT64}"}`, {
      carried: PLAIN,
      declaredType: 'application/json; charset=utf-7',
    });
    assert.notEqual(status, 'scanned', 'a character set in which base64 reads otherwise');
  });

  test('malware is sought in each file by itself, in both readings', async () => {
    const sought: string[] = [];
    const malware = {
      open() {
        let seen = Buffer.alloc(0);
        return {
          write: async (chunk: Uint8Array) => void (seen = Buffer.concat([seen, chunk])),
          end: async () => {
            sought.push(seen.toString('latin1'));
            return seen.toString('latin1') === 'EVIL!'
              ? ({ verdict: 'infected', name: 'evil' } as const)
              : ({ verdict: 'clean' } as const);
          },
          abort() {},
        };
      },
    };
    const evil = Buffer.from('EVIL!').toString('base64');
    for (const body of [
      `{"format":"base64","content":"${evil}"}`,
      `{"format":"text","content":"${evil}"}`,
      `{"format":"base64","content":"EVIL!"}`,
    ]) {
      const findings = await inspectBytes(body, { carried: NOTEBOOK, declaredType: JSON_TYPE, malware });
      assert.equal(findings.malware?.verdict, 'infected', `${body}: ${sought}`);
    }
  });

  test('what comes out does not hang on how the text comes in', () => {
    const all = (text: string, sizes: readonly number[]): string => {
      const reader = readCarriedJson(NOTEBOOK);
      let told = '';
      const take = (parts: ReturnType<typeof reader.read>): void => {
        for (const part of parts) told += 'text' in part ? part.text : `<${part.kind}>`;
      };
      try {
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          take(reader.read(text.slice(at, at + size)));
          at += size;
        }
        take(reader.end());
      } catch (error) {
        assert.ok(error instanceof JsonFault);
        return 'fault';
      }
      return told;
    };
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.json(), sizes, (text, split) => {
        assert.notEqual(all(text, [1e9]), 'fault');
        assert.equal(all(text, split), all(text, [1e9]));
      }),
      { numRuns: 200 },
    );
  });

  test('a hundred megabytes are not held', async () => {
    const inspection = createInspection({ detectors: compileDetectors([]), carried: PLAIN, declaredType: JSON_TYPE });
    const piece = Buffer.from('QUJD'.repeat(16 * 1024));
    await inspection.write(Buffer.from('{"content":"'));
    const held = (): number => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const before = held();
    for (let sent = 0; sent < 100 * 1024 ** 2; sent += piece.length) await inspection.write(piece);
    const more = held() - before;
    await inspection.write(Buffer.from('"}'));
    const { bytes, status } = await inspection.end();
    assert.deepEqual({ status, bytes }, { status: 'scanned', bytes: 100 * 1024 ** 2 * 0.75 });
    assert.ok(more < 32 * 1024 ** 2, `${more} bytes held`);
  });
});
