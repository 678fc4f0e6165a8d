import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createLedRequests } from '../../../src/identity/led-requests.ts';
import type { OpenSession } from '../../../src/identity/session-store.ts';
import type { Routed } from '../../../src/model/exchange.ts';
import { markOf, unmark } from '../../../src/rewrite/mark.ts';

const PLACE = 'https://static.corp.test.gw.test/a?b=c';
const open = { session: { id: 's' } } as OpenSession;
const CORS = { 'sec-fetch-mode': 'cors', origin: 'https://wiki.corp.test.gw.test' };

function create(now: () => number = () => 0, ended: ReadonlySet<string> = new Set()) {
  return createLedRequests({ isLive: async (id) => !ended.has(id) }, now);
}
/** The request that a browser makes for a URL. */
function follows(url: string, headers: Readonly<Record<string, string>> = CORS, method = 'GET'): Routed {
  const { host, origin, href } = new URL(unmark(url));
  return {
    method,
    authority: host,
    target: href.slice(origin.length),
    mark: markOf(url),
    headers: Object.entries(headers),
  } as never;
}

describe('requests that the app leads on', () => {
  test('a word is good once', async () => {
    const led = create();
    const url = led.lead(open, new URL(PLACE), false);
    assert.equal(unmark(url), PLACE);
    assert.equal(await led.follow(follows(url), false), open);
    assert.equal(await led.follow(follows(url), false), undefined);
    assert.notEqual(led.lead(open, new URL(PLACE), false), url);
  });

  test('a query without a letter is one', async () => {
    const led = create();
    assert.equal(await led.follow(follows(led.lead(open, new URL(`${PLACE.split('?')[0]}?`), false)), false), open);
    assert.equal(
      await led.follow(follows(led.lead(open, new URL(`${PLACE}#part`), false).split('#')[0]!), false),
      open,
    );
  });

  test('it is good for its URL alone, and not a second time for that', async () => {
    const led = create();
    const url = led.lead(open, new URL(PLACE), false);
    assert.equal(await led.follow(follows(url.replace('b=c', 'b=d')), false), undefined);
    assert.equal(await led.follow(follows(url), false), undefined);
    const other = led.lead(open, new URL(PLACE), false);
    assert.equal(await led.follow(follows(other.replace('static.', 'mail.')), false), undefined);
  });

  test('no page, no part of one and no preflight has any use of it', async () => {
    const led = create();
    const url = led.lead(open, new URL(PLACE), false);
    for (const mode of ['navigate', 'no-cors', 'same-origin', 'websocket'])
      assert.equal(await led.follow(follows(url, { 'sec-fetch-mode': mode }), false), undefined, mode);
    assert.equal(await led.follow(follows(url, {}), false), undefined);
    const form = { origin: 'https://wiki.corp.test.gw.test', accept: 'text/html' };
    assert.equal(await led.follow(follows(url, form, 'POST'), false), undefined);
    const preflight = follows(url, { ...CORS, 'access-control-request-method': 'PUT' }, 'OPTIONS');
    assert.equal(await led.follow(preflight, false), undefined);
    assert.equal(await led.follow(follows(url), false), open, 'the request itself comes after its preflight');
  });

  test('a preflight that names no origin is of a request that is led, and spends nothing', async () => {
    let now = 0;
    const led = create(() => now);
    const url = led.lead(open, new URL(PLACE), true);
    const asks = (at: string, origin: string): boolean =>
      led.isAskedFor(follows(at, { origin, 'access-control-request-method': 'GET' }, 'OPTIONS'));
    assert.ok(asks(url, 'null') && asks(url, 'null'));
    assert.ok(!asks(url, 'https://elsewhere.test'));
    assert.ok(!asks(PLACE, 'null'));
    assert.ok(!asks(url.replace('b=c', 'b=d'), 'null'));
    assert.ok(!asks(url.replace('static.', 'mail.'), 'null'));
    assert.equal(await led.follow(follows(url, { ...CORS, origin: 'null' }), false), open);
    assert.ok(!asks(url, 'null'), 'it is spent with its request');
    const late = led.lead(open, new URL(PLACE), true);
    now = 60_001;
    assert.ok(!asks(late, 'null'));
  });

  test('it is good without fetch metadata where the asking page is named', async () => {
    const led = create();
    const url = led.lead(open, new URL(PLACE), false);
    assert.equal(
      await led.follow(follows(url, { origin: 'https://wiki.corp.test.gw.test', accept: '*/*' }), false),
      open,
    );
  });

  test('it ends with its minute and with its session', async () => {
    let now = 0;
    const ended = new Set<string>();
    const led = create(() => now, ended);
    const late = led.lead(open, new URL(PLACE), false);
    now = 60_001;
    assert.equal(await led.follow(follows(late), false), undefined);
    const orphan = led.lead(open, new URL(PLACE), false);
    ended.add('s');
    assert.equal(await led.follow(follows(orphan), false), undefined);
  });

  test('a cookie beside it counts, unless the page is known to ask without', async () => {
    const led = create();
    const cookie = follows(led.lead(open, new URL(PLACE), false));
    assert.equal(await led.follow(cookie, true), undefined);
    assert.equal(await led.follow(cookie, false), undefined, 'nor is the word good any more');
    assert.equal(await led.follow(follows(led.lead(open, new URL(PLACE), true)), true), open);
  });

  test('nothing leads to the gateway’s own paths', () => {
    const own = 'https://static.corp.test.gw.test/.well-known/sallyport/report';
    assert.equal(create().lead(open, new URL(own), false), own);
  });

  test('words that nobody follows are forgotten', async () => {
    const led = create();
    const first = led.lead(open, new URL(PLACE), false);
    for (let at = 0; at < 10_000; at++) led.lead(open, new URL(PLACE), false);
    assert.equal(await led.follow(follows(first), false), undefined);
  });
});
