import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Condition, PolicyDocument } from '../../../src/policy/policy-document.ts';
import { type FileStage, startFileStage } from './file-stage.ts';

const policy = (id: string, when: Condition): PolicyDocument => ({
  id,
  name: id,
  severity: 'high',
  mode: 'active',
  control: 'upload',
  when,
  action: 'block',
});
const POLICIES: readonly PolicyDocument[] = [
  policy('no-programs', { fileExtension: ['exe'], unknown: 'fails' }),
  policy('no-scripts', { fileType: ['text/javascript'], unknown: 'fails' }),
  policy('pictures-only', { all: [{ user: ['bob'] }, { not: { fileType: ['image/*'] } }] }),
  policy('no-cards-in-tables', {
    fileName: ['*.csv'],
    unknown: 'fails',
    content: { detectors: [{ kind: 'payment-card' }] },
  }),
];
/** As a beacon: its page hears nothing of the answer, so that the form goes whole or not at all. */
const TYPE = { 'content-type': 'multipart/form-data; boundary=XyZ', 'sec-fetch-mode': 'no-cors' };
const file = (name: string, type = 'text/plain', content = 'x'): string =>
  `--XyZ\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
const FIELD = '--XyZ\r\nContent-Disposition: form-data; name="t"\r\n\r\nwords\r\n';
const END = '--XyZ--\r\n';
const TEXT = file('a.txt');

describe('forms with several files', () => {
  let stage: FileStage;
  before(async () => {
    stage = await startFileStage({ policies: POLICIES });
  });
  after(() => stage?.close());

  const REFUSED: Readonly<Record<string, readonly [body: string, policy: string, name: string]>> = {
    'a program behind a text': [TEXT + file('b.exe') + END, 'no-programs', 'b.exe'],
    'a program before a text': [file('b.exe') + TEXT + END, 'no-programs', 'b.exe'],
    'a program behind much': [
      file('a.txt', 'text/plain', 'x'.repeat(300_000)) + FIELD + file('b.EXE.') + END,
      'no-programs',
      'b.EXE.',
    ],
    'a program behind the end': [TEXT + END + file('b.exe') + END, 'no-programs', 'b.exe'],
    'a program with a second name': [
      file('a.txt').replace('"a.txt"', '"a.txt"; filename="b.exe"') + END,
      'no-programs',
      'b.exe',
    ],
    'a program with an extended name that differs': [
      file('b.exe').replace('"b.exe"', `"b.exe"; filename*=UTF-8''a.txt`) + END,
      'no-programs',
      'b.exe',
    ],
    'a program in the hundredth file': [TEXT.repeat(99) + file('b.exe') + END, 'no-programs', 'b.exe'],
    'a file of a type that is not let in': [TEXT + file('b', 'text/javascript') + END, 'no-scripts', 'b'],
    'a table with a card number behind a text': [
      TEXT + file('b.csv', 'text/csv', 'Card 4111 1111 1111 1111') + END,
      'no-cards-in-tables',
      'b.csv',
    ],
  };
  for (const [name, [body, id, refused]] of Object.entries(REFUSED))
    test(`UP-09: ${name} is judged by what it is called itself`, async () => {
      const got = await stage.upload(stage.alice, body, TYPE);
      assert.equal(got.status, 403);
      assert.match(got.body.toString(), new RegExp(`"file":"${refused.replaceAll('.', '\\.')}"`));
      assert.equal(
        stage.gateway.origin.seen.some(({ url }) => url === got.path),
        false,
      );
      const [row] = await stage.rows(got.path);
      assert.deepEqual([row?.outcome, row?.object?.name, row?.policies[0]?.policyId], ['blocked', refused, id]);
    });

  test('UP-09: one that may not be what all must be is enough', async () => {
    const both = await stage.upload(stage.bob, file('a.png', 'image/png') + TEXT + END, TYPE);
    assert.equal(both.status, 403);
    const nobody = await stage.upload(stage.bob, file('a.png', 'image/png') + file('', 'text/plain') + END, TYPE);
    assert.equal(nobody.status, 403);
    const pictures = await stage.upload(stage.bob, file('a.png', 'image/png') + file('b.png', 'image/png') + END, TYPE);
    assert.equal(pictures.status, 200);
  });

  test('forms without such a file go on, octet for octet', async () => {
    for (const body of [
      TEXT + FIELD + TEXT + END,
      `before\r\n${TEXT}${file('b.csv', 'text/csv', 'none')}${END}behind`,
    ]) {
      const got = await stage.upload(stage.alice, body, TYPE);
      assert.equal(got.status, 200);
      assert.equal(stage.received.at(-1)?.toString(), body);
    }
  });
});
