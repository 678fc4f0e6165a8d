import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { GatewayConfig } from '../../../src/config/gateway-config.ts';
import type { HeaderList } from '../../../src/model/headers.ts';
import { nameWords, openScrubber } from '../../../src/replay/scrub/open-scrubber.ts';
import { replaceRuns } from '../../../src/replay/scrub/runs.ts';
import { scrubExchange, type UnscrubbedExchange } from '../../../src/replay/scrub/scrub-exchange.ts';
import { fc } from '../../support/properties.ts';

/** Names of a user that no vocabulary has, one that is a word of every standard, and secrets of each kind. */
const USER = 'Zenobia Quillfeather';
const MAIL = 'zenobia.quillfeather@corp.test';
const PLAIN_NAME = 'Mark';
const SECRETS = [
  's3cr3tC00kieValue',
  'eyJhbGciOiJIUzI1NiJ9.payloadXYZ.sigABC123',
  'hunter2-Passphrase',
  '4111111111111111',
  'Grünwaldtraum',
  'Pseudolus',
];
const CANARIES = ['Zenobia', 'Quillfeather', ...SECRETS];

const APPS = [
  {
    hosts: [
      { origin: { scheme: 'https', host: 'wiki.corp.test', port: 443 } },
      { origin: { scheme: 'https', host: 'cdn.corp.test', port: 443 } },
    ],
  },
];
const CONFIG = { apps: APPS, policies: [] } as unknown as GatewayConfig;
const NAMES = nameWords([USER, MAIL, PLAIN_NAME]);
/** One key for every run: what stands for a word is drawn from it, and of a short name some spelling may be in that by chance. */
const scrubber = () => openScrubber(CONFIG, NAMES, Buffer.alloc(32, 'key'));

/** Every way a text is written in the places where texts stand. */
function spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const units = [...Array(text.length).keys()].map((index) => text.charCodeAt(index).toString(16).padStart(4, '0'));
  return [
    text,
    text.toUpperCase(),
    text.toLowerCase(),
    encodeURIComponent(text),
    [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    [...bytes].map((byte) => `%25${byte.toString(16)}`).join(''),
    units.map((unit) => `\\u${unit}`).join(''),
    units.map((unit) => `\\u{${unit}}`).join(''),
    [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    units.map((unit) => `&#x${unit};`).join(''),
    units.map((unit) => `&#${Number.parseInt(unit, 16)};`).join(''),
    JSON.stringify(text).slice(1, -1),
    ...[0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before, 'x'), bytes]).toString('base64')),
    ...[0, 1, 2].map((before) => Buffer.concat([Buffer.alloc(before, 'x'), bytes]).toString('base64url')),
    bytes.toString('hex'),
  ];
}

/** All that a reader could make of a text: each decoding, and each of that. */
function readings(text: string, depth = 2): readonly string[] {
  if (depth === 0) return [text];
  const decoded = [
    text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    text.replace(/\\u\{?([0-9a-f]{4})\}?|\\x([0-9a-f]{2})/gi, (_, a?: string, b?: string) =>
      String.fromCharCode(Number.parseInt(a ?? b ?? '', 16)),
    ),
    text.replace(/&#(?:x([0-9a-f]+)|(\d+));?/gi, (_, hex?: string, number?: string) =>
      String.fromCodePoint(Math.min(0xffff, hex === undefined ? Number(number) : Number.parseInt(hex, 16))),
    ),
    ...[...text.matchAll(/[\w+/-]{6,}={0,2}/g)].flatMap(([run]) =>
      [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), 'base64').toString('latin1')),
    ),
    [...text.matchAll(/(?:[0-9a-f]{2}){4,}/gi)].map(([run]) => Buffer.from(run, 'hex').toString('latin1')).join('\n'),
  ].filter((each) => each !== text);
  return [text, ...new Set(decoded)].flatMap((each, index) =>
    index === 0 ? [each] : readings(each.slice(0, 20_000), index < 4 ? depth - 1 : 0),
  );
}

/** Every text in a value, names of members too, and what stands in base64. */
function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  const inner = Object.entries(value).flatMap(([name, each]) => [name, ...texts(each)]);
  const coded = value as { readonly text?: string; readonly encoding?: string };
  return coded.encoding === 'base64' ? [...inner, Buffer.from(coded.text ?? '', 'base64').toString('latin1')] : inner;
}

function assertGone(scrubbed: unknown, canaries: readonly string[], what: string): void {
  const all = readings(texts(scrubbed).join('\n')).map((each) => each.toLowerCase());
  for (const canary of canaries) {
    const utf8 = [canary, canary.toUpperCase()].map((each) => Buffer.from(each).toString('latin1').toLowerCase());
    for (const reading of all) {
      assert.ok(
        !reading.includes(canary.toLowerCase()),
        `${what}: ${canary} in ${around(reading, canary.toLowerCase())}`,
      );
      assert.ok(!utf8.some((each) => reading.includes(each)), `${what}: ${canary}`);
    }
  }
}

function around(text: string, what: string): string {
  const at = text.indexOf(what);
  return text.slice(Math.max(0, at - 60), at + 60);
}

const EMPTY: UnscrubbedExchange = {
  at: 0,
  method: 'GET',
  origin: 'https://wiki.corp.test',
  target: '/',
  headers: [],
  body: undefined,
  answer: { status: 200, headers: [], body: Buffer.alloc(0) },
};
const answering = (type: string, body: string | Buffer, more: HeaderList = []): UnscrubbedExchange => ({
  ...EMPTY,
  answer: { status: 200, headers: [['content-type', type], ...more], body: Buffer.from(body as string) },
});
const sending = (type: string, body: string, more: Partial<UnscrubbedExchange> = {}): UnscrubbedExchange => ({
  ...EMPTY,
  method: 'POST',
  headers: [['content-type', type]],
  body: Buffer.from(body),
  ...more,
});

const multipart = (text: string): string =>
  [
    '--bound',
    `content-disposition: form-data; name="${text}"`,
    '',
    text,
    '--bound',
    `content-disposition: form-data; name="f"; filename="${text}.txt"; filename*=UTF-8''${encodeURIComponent(text)}`,
    'content-type: text/plain',
    '',
    `${text} in a file ${text}`,
    '--bound',
    'content-disposition: form-data; name="j"',
    'content-type: application/json',
    `x-${encodeURIComponent(text)}: ${encodeURIComponent(text)}`,
    '',
    JSON.stringify({ [text]: text }),
    '--bound--',
    text,
  ].join('\r\n');

/** Every place a text can stand in an exchange. */
const POSITIONS: Readonly<Record<string, (text: string) => UnscrubbedExchange>> = {
  'a path': (text) => ({ ...EMPTY, target: `/user/${text}/files` }),
  'a file name in a path': (text) => ({ ...EMPTY, target: `/files/${text}.pdf` }),
  'a name of a parameter': (text) => ({ ...EMPTY, target: `/?${text}=1` }),
  'a value of a parameter': (text) => ({ ...EMPTY, target: `/?q=${text}&token=${text}` }),
  'a fragment of a query': (text) => ({ ...EMPTY, target: `/?a;${text}//${text}?${text}` }),
  'a made-up method': (text) => ({ ...EMPTY, method: text }),
  cookies: (text) => ({
    ...EMPTY,
    headers: [
      ['cookie', `a=${text}; ${text}=b`],
      ['cookie', text],
    ],
  }),
  credentials: (text) => ({
    ...EMPTY,
    headers: [
      ['authorization', `Bearer ${text}`],
      ['proxy-authorization', `Basic ${text}`],
    ],
  }),
  'header fields that are kept': (text) => ({
    ...EMPTY,
    headers: [
      'accept',
      'referer',
      'origin',
      'x-requested-with',
      'user-agent',
      'range',
      'content-type',
      'sec-fetch-dest',
      'destination',
      'upload-metadata',
      'content-disposition',
    ].map((name) => [name, name === 'referer' ? `https://wiki.corp.test/${text}?${text}` : text] as const),
  }),
  'other header fields': (text) => ({
    ...EMPTY,
    headers: [
      ['x-user', text],
      ['x-csrf-token', text],
      ['x-forwarded-for', text],
      [text.replace(/\W/g, '').toLowerCase(), text],
    ],
  }),
  'a browser’s name': (text) => ({
    ...EMPTY,
    headers: [['user-agent', `Mozilla/5.0 (X11; Linux; ${text}) Chrome/1.${text} Safari/537`]],
  }),
  'cookies that are set': (text) =>
    answering('text/html', '', [
      ['set-cookie', `${text}=${text}; Path=/${text}; Domain=${text}; Expires=${text}; ${text}`],
      ['set-cookie', `__Host-${text}=${text}; Secure`],
      ['set-cookie', text],
    ]),
  'links in header fields': (text) =>
    answering('text/html', '', [
      ['location', `https://wiki.corp.test/${text}?a=${text}#${text}`],
      ['link', `</${text}>; rel="${text}"; title="${text}"`],
      ['refresh', `0; url=/${text}`],
    ]),
  'policies in header fields': (text) =>
    answering('text/html', '', [
      ['content-security-policy', `script-src 'nonce-${text}' https://${text}.test; report-uri /${text}`],
      ['access-control-allow-origin', `https://${text}.test`],
      ['etag', `W/"${text}"`],
      ['x-secret', text],
    ]),
  'a disposition': (text) =>
    answering('application/pdf', '%PDF-1.7\n', [
      ['content-disposition', `attachment; filename="${text}.pdf"; filename*=UTF-8''${text}.pdf`],
    ]),
  'parameters of a type': (text) => answering(`text/html; charset=${text}; x=${text}`, text),
  'a type nobody knows': (text) => answering(`x-${text}/${text}`, text),
  'text of a page': (text) =>
    answering('text/html', `<!doctype html><title>${text}</title><p>Hello ${text}</p>${text}`),
  'names and values in a page': (text) =>
    answering(
      'text/html',
      `<${text} ${text}><p ${text}="1" class="${text}" id=${text} data-${text}='${text}' title="a ${text} b" style="--${text}:url(${text})" onclick="f('${text}')"><a href="/u/${text}?t=${text}">x</a><input type=hidden name="${text}" value="${text}"><meta name=csrf content="${text}">`,
    ),
  'comments, textareas and what never ends in a page': (text) =>
    answering(
      'text/html',
      `<!-- ${text} --><textarea>${text}</textarea><![CDATA[${text}]]><?${text}?><noscript>${text}</noscript><template>${text}</template><a href="${text}`,
    ),
  'a page that is cut in a comment': (text) => answering('text/html', `<p><!-- ${text}`),
  'scripts in a page': (text) =>
    answering(
      'text/html',
      `<script nonce="${text}">const ${text.replace(/\W/g, '_')} = "${text}", b = \`\${'${text}'}\`; // ${text}\n/* ${text} */ /${text}/g.test(x)</script><script type="application/json">{"${text}":["${text}"]}</script><style>.${text}::before{content:"${text}"}</style>`,
    ),
  'a script that never ends': (text) => answering('text/html', `<script>var a = '${text}'`),
  'a script': (text) =>
    answering('text/javascript', `function ${text.replace(/\W/g, '')}(){return "${text}"+'${text}'}//${text}`),
  'a style sheet': (text) =>
    answering(
      'text/css',
      `@import "${text}.css";/*${text}*/.${text}{background:url("/${text}.png");content:'${text}'}`,
    ),
  JSON: (text) =>
    answering(
      'application/json',
      JSON.stringify({
        [text]: text,
        list: [text, `${text} and more`],
        url: `https://wiki.corp.test/${text}`,
        n: 4111111111111111,
      }),
    ),
  'JSON that is broken': (text) => answering('application/json', `)]}',\n{"a":"${text}", ${text}: ${text}, "${text}`),
  'lines of JSON': (text) => answering('application/x-ndjson', `{"a":"${text}"}\n{"${text}":1}\n`),
  XML: (text) =>
    answering(
      'application/xml',
      `<?xml version="1.0"?><!DOCTYPE ${text} [<!ENTITY ${text} "${text}">]><a ${text}="${text}">${text}<![CDATA[${text}]]></a>`,
    ),
  'an image of markup': (text) =>
    answering('image/svg+xml', `<svg><text>${text}</text><a xlink:href="#${text}"/><script>${text}</script></svg>`),
  'plain text': (text) => answering('text/plain', `Dear ${text}, ${text}`),
  'a table of text': (text) => answering('text/csv', `name;value\n${text};${text}\n`),
  'a stream of events': (text) => answering('text/event-stream', `event: ${text}\ndata: ${text}\n\n`),
  'text in bytes of another charset': (text) =>
    answering('text/html; charset=utf-16le', Buffer.from(`<p>${text}</p>`, 'utf16le')),
  'a PDF': (text) => answering('application/pdf', `%PDF-1.7\n1 0 obj (${text})`),
  'a PDF that is said to be a page': (text) => answering('text/html', `%PDF-1.7\n1 0 obj (${text})`),
  'an archive': (text) =>
    answering('application/zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from(text)])),
  'an archive in another way': (text) =>
    answering(
      'application/x-tar',
      Buffer.concat([Buffer.from(text.padEnd(257, '\0').slice(0, 257)), Buffer.from('ustar\0'), Buffer.alloc(300)]),
    ),
  'bytes of no type': (text) => answering('', text),
  'a form': (text) => sending('application/x-www-form-urlencoded', `${text}=${text}&password=${text}&a=b+${text}`),
  'a form in parts': (text) => sending('multipart/form-data; boundary=bound', multipart(text)),
  'a form whose boundary is a name': (text) =>
    sending(`multipart/form-data; boundary="${text}"`, `--${text}\r\n\r\n${text}\r\n--${text}--`),
  'a form without a boundary': (text) => sending('multipart/form-data', multipart(text)),
  'JSON that is sent': (text) =>
    sending('application/json', JSON.stringify({ user: text, [text]: { password: text } })),
  'bytes that are sent': (text) => sending('application/octet-stream', text),
};

describe('the search for canaries', () => {
  for (const canary of CANARIES)
    test(`${canary} is found however it is spelt`, () => {
      for (const spelling of spellings(canary))
        for (const found of [
          { text: `a ${spelling} b` },
          { text: Buffer.from(`ab ${spelling}`).toString('base64'), encoding: 'base64' },
        ])
          assert.throws(() => assertGone(found, [canary], 'here'), /here/, JSON.stringify(found));
    });
});

describe('what is recorded names nobody', () => {
  for (const [position, exchange] of Object.entries(POSITIONS))
    test(`${position}: nothing stays of names, cookies, tokens and values, however they are spelt`, () => {
      for (const canary of CANARIES)
        for (const spelling of spellings(canary)) {
          const scrubbed = scrubExchange(exchange(spelling), scrubber(), NAMES);
          assert.ok(scrubbed, `${position}: ${spelling} is not left to the last check`);
          assertGone(scrubbed, [canary], `${position}: ${spelling}`);
        }
    });

  test('letters are those of one word however often percent signs are encoded again, and what is between words stays', () => {
    const words = replaceRuns('x%2534%252531%252F%2525%4a%25', (word) => `[${word}]`);
    assert.equal(words, '[x41]%252F%2525[J]%25');
  });

  test('a name that is a word of the standards goes from paths, parameters, members and values', () => {
    const scrubbed = [
      { ...EMPTY, target: '/users/mark/Mark?mark=MARK' },
      answering('application/json', '{"mark":"Mark","url":"/users/mark"}'),
      sending('application/x-www-form-urlencoded', 'mark=Mark'),
    ].map((exchange) => scrubExchange(exchange, scrubber(), NAMES));
    assertGone(scrubbed, ['mark'], 'mark');
  });

  test('whatever is a value goes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(POSITIONS)),
        fc.stringMatching(/^[a-z]{5}[0-9]{2}[A-Z]{4}$/),
        (position, secret) => {
          assertGone(scrubExchange(POSITIONS[position]!(secret), scrubber(), NAMES), [secret], position);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what is recorded is still traffic', () => {
  const scrub = scrubber();
  const made = (exchange: UnscrubbedExchange) =>
    scrubExchange(exchange, scrub, NAMES) as unknown as {
      readonly request: { readonly url: string; readonly postData?: { readonly text: string } };
      readonly response: {
        readonly headers: readonly { name: string; value: string }[];
        readonly content: { readonly text: string; readonly size: number; readonly comment?: string };
      };
    };

  test('links lead where they led', () => {
    const { url } = made({ ...EMPTY, target: '/handbooks/holiday-rules.html?chapter=vacation' }).request;
    const page = made(
      answering(
        'text/html',
        '<a href="/handbooks/holiday-rules.html?chapter=vacation">x</a><script>fetch("/handbooks/holiday-rules.html?chapter=vacation")</script>',
      ),
    );
    const path = url.slice('https://wiki.corp.test'.length);
    assert.notEqual(path, '/handbooks/holiday-rules.html?chapter=vacation');
    assert.match(path, /^\/\w+\/\w+-\w+\.html\?\w+=\w+$/);
    assert.equal(page.response.content.text.split(path).length, 3, page.response.content.text);
  });

  test('structure, hosts of apps and words of profiles stay', () => {
    const json = made(
      answering('application/json', '{"type":"notebook","format":"base64","count":3,"content":null,"other":"value"}'),
    );
    const read = JSON.parse(json.response.content.text) as Record<string, unknown>;
    assert.equal(read['type'], 'notebook');
    assert.equal(read['format'], 'base64');
    assert.equal(read['content'], null);
    assert.equal(read['other'] === 'value', false);
    const page = made(
      answering(
        'text/html',
        '<!DOCTYPE html><script src="https://cdn.corp.test/a.js"></script><form method="post" action="https://wiki.corp.test/save">',
      ),
    );
    assert.match(
      page.response.content.text,
      /^<!DOCTYPE html><script src="https:\/\/cdn\.corp\.test\/\w\.js"><\/script><form method="post" action="https:\/\/wiki\.corp\.test\/save">$/,
    );
  });

  test('scripts keep their syntax', () => {
    const source =
      'const a=[1,22,0x1F],{b:c}=window.location;for(const d of a)if(/^[a-zA-Z0-9_]{2,5}$/gi.test(d)){location.href=`/x/$' +
      '{d}?q=$' +
      '{c}`}else throw new Error("no way\\n");class Foo extends Bar{#baz=1e3;get qux(){return this.#baz}}';
    const { text } = made(answering('text/javascript', source)).response.content;
    assert.notEqual(text, source);
    assert.match(text, /window\.location/);
    assert.match(text, /location\.href=`/);
    new Function(text);
  });

  test('a file keeps the bytes that tell its type, and its size', () => {
    const { content } = made(answering('application/pdf', `%PDF-1.7\n${'x'.repeat(5000)}`)).response;
    assert.equal(Buffer.from(content.text, 'base64').toString(), '%PDF-');
    assert.equal(content.size, 5009);
    assert.equal(content.comment, 'cut: 5 of 5009 bytes, application/pdf');
  });

  test('two words never become one', () => {
    const words = new Set<string>();
    const all = [...'abcdefghij'].flatMap((a) => [...'klmnopqrst'].flatMap((b) => [...'uvwxyz'].map((c) => a + b + c)));
    for (const word of all) words.add(scrub.words(word, 'nothing'));
    assert.ok(words.size > all.length * 0.98, `${words.size} of ${all.length}`);
  });

  test('text comes in any bytes and nothing throws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'text/html',
          'application/json',
          'text/css',
          'text/javascript',
          'text/plain',
          'multipart/form-data; boundary=a',
          'application/x-www-form-urlencoded',
          '',
        ),
        fc.uint8Array({ maxLength: 300 }),
        (type, bytes) => {
          const text = made({
            ...answering(type, Buffer.from(bytes)),
            body: Buffer.from(bytes),
            headers: [['content-type', type]],
          }).response.content.text;
          assert.match(text, /^[\0-\x7f]*$/);
        },
      ),
      { numRuns: 400 },
    );
  });
});
