import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HeaderList } from '../../../../src/model/headers.ts';
import { fieldsToAskFor, isGivenLeave, needsPreflight } from '../../../../src/rewrite/headers/preflight.ts';

const HOME = 'https://wiki.corp.test';
const answer = (origin: string, more: Readonly<Record<string, string>> = {}): HeaderList =>
  Object.entries({ 'Access-Control-Allow-Origin': origin, ...more }).map(([name, value]) => [
    name.toLowerCase(),
    value,
  ]);

test('fields of script are asked for, those of the browser are not', () => {
  const headers: HeaderList = [
    ['Host', 'a'],
    ['Cookie', 'b'],
    ['Sec-Fetch-Mode', 'cors'],
    ['Proxy-Connection', 'c'],
    ['Icy-MetaData', '1'],
    ['Content-Type', 'Text/Plain; charset=x'],
    ['X-B', '1'],
    ['Authorization', 'd'],
    ['x-b', '2'],
  ];
  assert.deepEqual(fieldsToAskFor(headers), ['authorization', 'x-b']);
  for (const type of ['application/json', 'text/plainer', ''])
    assert.deepEqual(fieldsToAskFor([['content-type', type]]), ['content-type']);
});

test('a stream of events that connects again needs no leave for saying where it was; script that says so does', () => {
  const again = (accept: string) =>
    fieldsToAskFor([
      ['accept', accept],
      ['last-event-id', '7'],
    ]);
  assert.deepEqual(again('text/event-stream'), []);
  assert.deepEqual(again('*/*'), ['last-event-id']);
});

test('three methods need no leave, and only as they are written', () => {
  const asked = ['GET', 'HEAD', 'POST', 'PUT', 'patch', 'QUERY'].map((method) =>
    needsPreflight({ method, fields: [] }),
  );
  assert.deepEqual(asked, [false, false, false, true, true, true]);
});

test('leave is given as the standard says', () => {
  const question = { origin: HOME, method: 'PUT', fields: ['x-a'], withCookies: false };
  const leave = { 'access-control-allow-methods': 'GET,  PUT', 'access-control-allow-headers': 'X-A' };
  const any = { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' };
  const credentials = { 'access-control-allow-credentials': 'true' };
  const given: readonly (readonly [boolean, number, HeaderList, boolean])[] = [
    [true, 204, answer(HOME, leave), false],
    [true, 200, answer('*', any), false],
    [true, 200, answer(HOME, { ...leave, ...credentials }), true],
    [false, 302, answer(HOME, leave), false],
    [false, 404, answer(HOME, leave), false],
    [false, 200, answer(`${HOME}.evil.example`, leave), false],
    [false, 200, answer(HOME, { ...leave, 'access-control-allow-methods': 'put' }), false],
    [false, 200, answer(HOME, { 'access-control-allow-methods': 'PUT' }), false],
    [false, 200, answer(HOME, leave), true],
    [false, 200, answer('*', { ...leave, ...credentials }), true],
    [false, 200, answer(HOME, { ...any, ...credentials }), true],
    [false, 200, answer(HOME, { ...leave, 'access-control-allow-credentials': 'TRUE' }), true],
  ];
  for (const [expected, status, headers, withCookies] of given)
    assert.equal(
      isGivenLeave(status, headers, { ...question, withCookies }),
      expected,
      JSON.stringify([status, headers]),
    );
});
