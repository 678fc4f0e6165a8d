import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HarFault } from '../../../src/replay/har/har-fault.ts';
import { readEntry } from '../../../src/replay/har/read-entry.ts';
import type { RecordedExchange } from '../../../src/replay/har/recorded-exchange.ts';

const PLACE = { file: 'a.har', index: 3 };
const read = (entry: unknown) => readEntry(Buffer.from(JSON.stringify(entry)), PLACE);
function exchange(entry: unknown): RecordedExchange {
  const found = read(entry);
  assert.ok(!('skipped' in found));
  return found;
}
const URL_OF = 'https://wiki.corp.test/a/../b?c#d';

describe('reading an entry', () => {
  test('the least that makes an exchange', () => {
    assert.deepEqual(exchange({ request: { url: URL_OF }, response: { status: 200 } }), {
      place: PLACE,
      at: undefined,
      method: 'GET',
      origin: 'https://wiki.corp.test',
      target: '/a/../b?c',
      headers: [],
      body: undefined,
      loads: undefined,
      answer: { status: 200, headers: [['content-length', '0']], body: Buffer.alloc(0) },
    });
  });

  test('Chromium’s HTTP/2 fields, coded bodies and resource types', () => {
    const { headers, answer, loads, at } = exchange({
      startedDateTime: '2026-01-31T08:00:00.000Z',
      _resourceType: 'xhr',
      request: {
        method: 'GET',
        url: URL_OF,
        headers: [
          { name: ':authority', value: 'wiki.corp.test' },
          { name: 'Accept', value: '*/*' },
        ],
      },
      response: {
        status: 200,
        headers: [
          { name: 'content-encoding', value: 'br' },
          { name: 'set-cookie', value: 'a=1; Path=/\nb=2' },
        ],
        content: { size: 4, mimeType: 'image/png', text: 'iVBORw==', encoding: 'base64' },
      },
    });
    assert.deepEqual(headers, [['accept', '*/*']]);
    assert.equal(loads, 'xhr');
    assert.equal(at, Date.UTC(2026, 0, 31, 8));
    assert.deepEqual(answer.headers, [
      ['set-cookie', 'a=1; Path=/'],
      ['set-cookie', 'b=2'],
      ['content-type', 'image/png'],
      ['content-length', '4'],
    ]);
    assert.deepEqual([...answer.body], [0x89, 0x50, 0x4e, 0x47]);
  });

  test('a form that is there as its fields alone', () => {
    const postData = {
      mimeType: 'application/x-www-form-urlencoded',
      params: [{ name: 'a b', value: 'ü&' }, { name: 'c' }],
    };
    const { body, method } = exchange({
      request: { method: 'post', url: URL_OF, postData },
      response: { status: 200 },
    });
    assert.equal(method, 'POST');
    assert.equal(body?.toString(), 'a+b=%C3%BC%26&c=');
  });

  test('a form in parts that is there as its fields alone, and that no name can break out of', () => {
    const postData = {
      mimeType: 'multipart/form-data; boundary=----b',
      params: [
        { name: 'a', value: '1' },
        { name: 'f"\r\nx: y', fileName: 'q"r\n.txt', contentType: 'text/plain\r\nz: 1', value: 'hello' },
      ],
    };
    const { body } = exchange({ request: { method: 'POST', url: URL_OF, postData }, response: { status: 200 } });
    assert.equal(
      body?.toString(),
      [
        '------b',
        'Content-Disposition: form-data; name="a"',
        '',
        '1',
        '------b',
        'Content-Disposition: form-data; name="f%22%0D%0Ax: y"; filename="q%22r%0A.txt"',
        'Content-Type: text/plain  z: 1',
        '',
        'hello',
        '------b--',
        '',
      ].join('\r\n'),
    );
    const unknown = { ...postData, mimeType: 'multipart/form-data' };
    assert.equal(exchange({ request: { url: URL_OF, postData: unknown }, response: { status: 200 } }).body, undefined);
  });

  test('what came from a browser’s cache has its type from the content', () => {
    const content = { size: 2, mimeType: 'text/css; charset=utf-8', text: 'a{' };
    const { answer } = exchange({ request: { url: URL_OF }, response: { status: 200, headers: [], content } });
    assert.deepEqual(answer.headers, [
      ['content-type', 'text/css; charset=utf-8'],
      ['content-length', '2'],
    ]);
    const odd = { ...content, mimeType: 'x-unknown' };
    assert.deepEqual(exchange({ request: { url: URL_OF }, response: { status: 200, content: odd } }).answer.headers, [
      ['content-length', '2'],
    ]);
  });

  test('Firefox’s: no request body is an empty list, and a body it kept no bytes of has a size', () => {
    const entry = {
      startedDateTime: '2026-01-31T09:00:00.000+01:00',
      request: {
        method: 'POST',
        url: URL_OF,
        postData: { mimeType: 'text/plain', params: [], text: '' },
        headers: [{ name: 'Host', value: 'wiki.corp.test' }],
      },
      response: {
        status: 200,
        headers: [{ name: 'Content-Type', value: 'image/png' }],
        content: { mimeType: 'image/png', size: 77, comment: 'Response bodies are not included.' },
      },
    };
    const { body, at, answer } = exchange(entry);
    assert.equal(body, undefined);
    assert.equal(at, Date.UTC(2026, 0, 31, 8));
    assert.deepEqual(answer.headers, [
      ['content-type', 'image/png'],
      ['content-length', '77'],
    ]);
  });

  test('a body that was cut keeps the size it had', () => {
    const { answer } = exchange({
      request: { url: URL_OF },
      response: { status: 200, content: { size: 9000, text: '%PDF-' } },
    });
    assert.deepEqual(answer.headers, [['content-length', '9000']]);
  });

  for (const [skipped, request, status] of [
    ['not-web', { url: 'blob:https://wiki.corp.test/1' }, 200],
    ['no-answer', { url: URL_OF }, 0],
    ['no-answer', { url: URL_OF }, undefined],
    ['upgraded', { url: URL_OF }, 101],
  ] as const)
    test(`${request.url} with status ${status} is passed over: ${skipped}`, () => {
      const found = read({ request, ...(status === undefined ? {} : { response: { status } }) });
      assert.ok('skipped' in found);
      assert.equal(found.skipped, skipped);
    });

  const broken: readonly (readonly [entry: unknown, path: string])[] = [
    [{}, '.request'],
    [{ request: 7 }, '.request'],
    [{ request: {} }, '.request.url'],
    [{ request: { url: 'https://' } }, '.request.url'],
    [{ request: { url: URL_OF, headers: {} }, response: { status: 200 } }, '.request.headers'],
    [{ request: { url: URL_OF, headers: [{ name: 'a b' }] }, response: { status: 200 } }, '.request.headers[0].name'],
    [{ request: { url: URL_OF, method: 'A B' }, response: { status: 200 } }, '.request.method'],
    [{ request: { url: URL_OF }, response: { status: 'x' } }, '.response.status'],
    [{ request: { url: URL_OF }, response: { status: 200, content: [] } }, '.response.content'],
    [{ request: { url: URL_OF }, response: { status: 200, content: { text: 1 } } }, '.response.content.text'],
  ];
  for (const [entry, path] of broken)
    test(`${JSON.stringify(entry)} is refused at ${path}`, () => {
      assert.throws(
        () => read(entry),
        (error: unknown) => error instanceof HarFault && error.path === `log.entries[3]${path}`,
      );
    });

  test('what is no JSON is refused at its entry', () => {
    assert.throws(() => readEntry(Buffer.from('{"a":}'), PLACE), /a\.har: log\.entries\[3\]: is no JSON/);
  });
});
