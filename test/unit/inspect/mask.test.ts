import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileMasks, createMasker, type MaskForm, maskFormOf } from '../../../src/inspect/mask/masker.ts';
import { fc } from '../../support/properties.ts';
import { countIn, detector } from './inspect-bytes.ts';

const DETECTORS = [
  detector('payment-card'),
  detector('iban'),
  detector('email-address'),
  detector('us-ssn'),
  detector('phone-number'),
  detector('secrets'),
  detector('keywords', { words: ['falcon', 'größe'] }),
  detector('us-ssn-plain'),
  detector('expression', { pattern: 'EMP-[0-9]{6}' }),
];
const MASKS = compileMasks(DETECTORS);

function masked(
  form: MaskForm,
  input: string | Buffer,
  {
    split = [],
    encoding = 'utf-8',
    masks = MASKS,
  }: { split?: readonly number[]; encoding?: string; masks?: typeof MASKS } = {},
): Buffer {
  const bytes = Buffer.from(input);
  const masker = createMasker(masks, form, encoding);
  const out: Buffer[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = split.length === 0 ? bytes.length : split[turn % split.length]!;
    out.push(masker.write(bytes.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat([...out, masker.end()]);
}
const text = (form: MaskForm, input: string): string => masked(form, input).toString();

const SECRETS = [
  '4111 1111 1111 1111',
  '5555-5555-5555-4444',
  'DE89 3704 0044 0532 0130 00',
  'jane@example.com',
  '536-90-4399',
  'falcon',
  'GRÖSSE falcon',
  'Größe',
  '+49 89 12345678',
  'EMP-123456',
  '４１１１ 1111 1111 1111',
  '41\u200b11 1111 1111 1111',
];
const NOISE = [
  'Straße',
  '😀',
  'x',
  '12',
  '1.5',
  'SSN 536904399',
  'null',
  'ordinary words',
  '2024-01-01',
  "it's",
  '\u200b',
  '漢字',
];

/** Makes a document of words in a form, so that the form is well-made whatever the words are. */
const FORMS: Readonly<Record<MaskForm, (words: readonly string[]) => string>> = {
  plain: (words) => words.join(' \n'),
  json: (words) =>
    JSON.stringify({
      list: words,
      number: 4111111111111111,
      [words[0] ?? 'key']: { deep: words.join(' ; '), is: null },
    }),
  events: (words) => words.map((word, at) => `id: ${at}\ndata: ${JSON.stringify({ word })}\n\n`).join(''),
  xml: (words) =>
    `<?xml version="1.0"?><r>${words.map((word) => `<w a="${word}">${word}</w><!-- ${word} --><![CDATA[${word}]]>`).join('')}</r>`,
  html: (words) =>
    `<!doctype html><title>${words[0] ?? ''}</title>${words
      .map(
        (word, at) =>
          `<p title="${word}">${word}<b>${at}</b></p><!-- ${word} --><script>var a = ${JSON.stringify(word)}; // ${word}\n</script>`,
      )
      .join(
        '',
      )}<script type="application/json">${JSON.stringify(words)}</script><textarea>${words.join(', ')}</textarea>`,
};
const SPLITS = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
const isWellMade: Readonly<Record<MaskForm, (out: string) => void>> = {
  plain: () => {},
  json: (out) => JSON.parse(out),
  events: (out) => {
    for (const event of out.split('\n\n').filter((each) => each !== '')) JSON.parse(/^data: (.*)$/m.exec(event)![1]!);
  },
  xml: (out) => assert.equal(out.replace(/[^<>]/g, '').length % 2, 0),
  html: (out) => {
    for (const [, script] of out.matchAll(/<script>([\s\S]*?)<\/script>/g)) new Function(script!);
  },
};

describe('masking', () => {
  for (const form of Object.keys(FORMS) as MaskForm[]) {
    test(`${form}: what comes out holds no match, keeps its form, and is the same for every split`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...SECRETS, ...NOISE), { maxLength: 30 }),
          SPLITS,
          async (words, split) => {
            const document = FORMS[form](words);
            const whole = masked(form, document);
            assert.equal(masked(form, document, { split }).toString(), whole.toString());
            isWellMade[form](whole.toString());
            assert.deepEqual(await countIn(whole.toString(), { detectors: DETECTORS, declaredType: TYPES[form] }), {});
          },
        ),
        { numRuns: 40 },
      );
    });

    test(`${form}: bytes without a match come out as they are`, () => {
      fc.assert(
        fc.property(
          fc.oneof(
            fc
              .array(
                fc.constantFrom(...NOISE.filter((word) => !word.startsWith('SSN')), '&amp;', '&#233;', '<', '"', '\\n'),
                { maxLength: 30 },
              )
              .map((words) => Buffer.from(words.join(' '))),
            fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          ),
          SPLITS,
          (bytes, split) => {
            const masker = createMasker(MASKS, form, 'utf-8');
            const out = Buffer.concat([masker.write(bytes), masker.end()]);
            fc.pre(masker.matches().length === 0);
            assert.deepEqual(out, bytes);
            assert.deepEqual(masked(form, bytes, { split }), bytes);
          },
        ),
        { numRuns: 150 },
      );
    });
  }

  test('long documents stream: no more than a window waits', () => {
    const masker = createMasker(MASKS, 'html', 'utf-8');
    let inside = 0;
    let most = 0;
    for (let at = 0; at < 3000; at++) {
      const chunk = Buffer.from(
        `<p title="t${at}">row ${at} of a page that goes on and on</p>\n${at === 5 ? '<!-- aside -->' : ''}`,
      );
      inside += chunk.length;
      inside -= masker.write(chunk).length;
      most = Math.max(most, inside);
    }
    assert.ok(most < 200_000, `${most} bytes waited`);
  });
});

const TYPES: Readonly<Record<MaskForm, string>> = {
  plain: 'text/plain',
  json: 'application/json',
  events: 'text/plain',
  xml: 'application/xml',
  html: 'text/html',
};

describe('what is masked, and how', () => {
  test('HTML: split over inline elements, references and attributes', () => {
    assert.equal(text('html', '<p>4111 <b>1111</b> 1111 1111</p>'), '<p>**** <b>****</b> **** ****</p>');
    assert.equal(text('html', '<p>&#52;111&nbsp;1111 1111 111&#x31;</p>'), '<p>****&nbsp;**** **** ****</p>');
    assert.equal(text('html', '<input value="jane&#64;example.com">'), '<input value="****&#64;*******.***">');
    assert.equal(
      text('html', '<a href=mailto:jane@example.com>x</a>'),
      '<a href=******:****@*******.***>x</a>'.replace('******:', 'mailto:'),
    );
    assert.equal(text('html', '<td>4111</td><td>1111 1111 1111</td>'), '<td>4111</td><td>1111 1111 1111</td>');
    assert.equal(text('html', '<p>4111 <!-- x -->1111 1111 1111'), '<p>**** <!-- x -->**** **** ****');
  });

  test('scripts: data is masked and code stays', () => {
    assert.equal(
      text('html', `<script>falcon = "fal\\x63on"; n = 4111111111111111; /* falcon */</script>`),
      '<script>falcon = "******"; n = 0; /* ****** */</script>',
    );
    assert.equal(
      text('html', '<script>r = /"/; s = "\\n4111 1111 1111 1111"</script>'),
      '<script>r = /"/; s = "\\n**** **** **** ****"</script>',
    );
    assert.equal(
      text('html', '<script>this is no script: falcon</script>'),
      '<script>this is no script: ******</script>',
    );
    assert.equal(
      text('html', '<b onclick="go(4111111111111111, \'falcon\')">'),
      '<b onclick="go(0000000000000000, \'******\')">',
    );
    assert.equal(
      text('html', '<style>/* falcon */</style><b style="--a: falcon">'),
      '<style>/* falcon */</style><b style="--a: falcon">',
    );
    assert.equal(
      text('html', '<script type="application/json">{"a":"falcon","n":4111111111111111}</script>'),
      '<script type="application/json">{"a":"******","n":0}</script>',
    );
  });

  test('JSON: escapes, numbers, keys', () => {
    assert.equal(
      text('json', '{"falcon":"\\u0034111 1111\\u00201111 1111"}'),
      '{"******":"**** ****\\u0020**** ****"}',
    );
    assert.equal(text('json', '[-4111111111111111,4111111111111111]'), '[0,0]');
    assert.equal(text('json', '["\\nfalcon","\\ud83d\\ude00 falcon"]'), '["\\n******","\\ud83d\\ude00 ******"]');
    assert.equal(text('json', ')]}\',\n["falcon"]'), ')]}\',\n["******"]');
  });

  test('the last four stay where the policy says so, of values that have more to hide', () => {
    const masks = compileMasks([
      detector('payment-card', { showLastFour: true }),
      detector('keywords', { words: ['falcon'], showLastFour: true }),
    ]);
    assert.equal(
      masked('plain', 'card 4111 1111 1111 1234 4111-1111-1111-1111 falcon', { masks }).toString(),
      'card 4111 1111 1111 1234 ****-****-****-1111 ******',
    );
  });

  test('a private key is masked with all its lines', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n${'MIIEpAIBAAKCAQEA/+b3\n'.repeat(200)}-----END RSA PRIVATE KEY-----\nafter it`;
    const out = text('plain', key);
    assert.doesNotMatch(out, /MIIE|ENCRYPTED/);
    assert.match(out, /-----END RSA PRIVATE KEY-----\nafter it$/);
    assert.doesNotMatch(text('json', JSON.stringify({ key, more: 'stays' })), /MIIE/);
    assert.match(text('json', JSON.stringify({ key, more: 'stays' })), /"more":"stays"/);
  });

  test('what is excluded stays, and counts say what was masked', () => {
    const masks = compileMasks([detector('email-address', { exclude: ['.*@example\\.com'] })]);
    const masker = createMasker(masks, 'plain', 'utf-8');
    const out = Buffer.concat([masker.write(Buffer.from('a@example.com b@corp.test c@corp.test')), masker.end()]);
    assert.equal(out.toString(), 'a@example.com *@****.**** *@****.****');
    assert.deepEqual(
      masker.matches().map(({ count }) => count),
      [2],
    );
  });

  test('bytes that are no text, and other character sets', () => {
    const odd = Buffer.from([0x66, 0x61, 0xff, 0xe2, 0x82, 0x20, 0xc3, 0xa9, 0xf0, 0x9f]);
    assert.deepEqual(
      masked('plain', Buffer.concat([odd, Buffer.from(' falcon')])),
      Buffer.concat([odd, Buffer.from(' ******')]),
    );
    const latin = Buffer.from('gr\xf6\xdfe und \x80 und \x81', 'latin1');
    assert.equal(masked('plain', latin, { encoding: 'windows-1252' }).toString('latin1'), '***** und \x80 und \x81');
    assert.equal(
      masked('plain', Buffer.from('größe falcon é', 'utf16le'), { encoding: 'utf-16le' }).toString(),
      '***** ****** é',
    );
  });

  test('entities of a document’s own make it none that can be masked', () => {
    assert.throws(() => masked('xml', '<!DOCTYPE r [<!ENTITY a "4111">]><r>&a;</r>'), /entities/);
  });

  test('what is text, by its type', () => {
    assert.deepEqual(
      [
        'text/html',
        'application/xhtml+xml',
        'image/svg+xml',
        'application/json',
        'application/vnd.api+json',
        'text/csv',
        'text/event-stream',
        'text/css',
        'text/javascript',
        'image/png',
        'application/pdf',
        'application/octet-stream',
        'application/x-ndjson',
      ].map(maskFormOf),
      [
        'html',
        'xml',
        'xml',
        'json',
        'json',
        'plain',
        'events',
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        'json',
      ],
    );
  });
});
