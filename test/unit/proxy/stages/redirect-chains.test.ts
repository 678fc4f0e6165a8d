import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from '../../../../src/model/exchange.ts';
import { createRedirectChains } from '../../../../src/proxy/stages/redirect-chains.ts';
import { createHostMap, parseOrigin } from '../../../../src/rewrite/host-map.ts';

const hosts = createHostMap({
  suffix: 'gw.test',
  port: 443,
  form: 'dotted',
  origins: ['https://wiki.corp.test', 'https://cdn.corp.test', 'https://mail.partner.test'],
});
/** A request that a page of the wiki makes, or one that was led there from it. */
const ask = (host: string, target = '/', claimed = 'same-site', session = 's') => ({
  session: { id: session },
  authority: `${host}.gw.test`,
  target,
  host: { origin: parseOrigin(`https://${host}`)! },
  headers: [
    ['sec-fetch-site', claimed],
    ['referer', 'https://wiki.corp.test.gw.test/'],
  ] as const,
});
const led = (location: string, status = 302): Reply => ({
  status,
  headers: [
    ['location', location],
    ['cache-control', 'max-age=600'],
  ],
  body: undefined,
});
const HOME = 'https://wiki.corp.test.gw.test';
const chains = (now = () => 0) => {
  const { lead, ledBy } = createRedirectChains(hosts, now);
  return {
    lead,
    ledBy: (...asked: Parameters<typeof ask>) => ledBy(ask(...asked) as never),
    note: lead as never as (a: object, r: Reply) => Reply,
  };
};

test('a page that another app leads back to its own host has been at another site', () => {
  const { note, ledBy } = chains();
  note(ask('mail.partner.test'), led(`${HOME}/delete?id=1#part`));
  assert.equal(ledBy('wiki.corp.test', '/delete?id=1'), 'cross-site');
  assert.equal(ledBy('wiki.corp.test', '/delete?id=2'), undefined);
  assert.equal(ledBy('cdn.corp.test', '/delete?id=1'), undefined);
  assert.equal(ledBy('wiki.corp.test', '/delete?id=1', 'same-site', 'another'), undefined, 'of another session');
});

test('a host of the own site on the way is told as such, and what was farther stays so', () => {
  const { note, ledBy } = chains();
  note(ask('cdn.corp.test'), led(`${HOME}/near`));
  assert.equal(ledBy('wiki.corp.test', '/near'), 'same-site');
  note(ask('mail.partner.test'), led('https://cdn.corp.test.gw.test/on'));
  note(ask('cdn.corp.test', '/on'), led(`${HOME}/near`, 307));
  assert.equal(ledBy('wiki.corp.test', '/near'), 'cross-site');
  note(ask('wiki.corp.test', '/near'), led('/nearer', 308));
  assert.equal(ledBy('wiki.corp.test', '/nearer'), 'cross-site', 'also by a relative URL');
  note(ask('cdn.corp.test'), led(`${HOME}/nearer`));
  assert.equal(ledBy('wiki.corp.test', '/nearer'), 'cross-site', 'no nearer chain hides a farther one');
});

test('other spellings of a URL are the same chain', () => {
  const { note, ledBy } = chains();
  note(ask('mail.partner.test'), led('HTTPS:\\\\WIKI.corp.test.gw.test:443/a/../b c?sallyport-as=omit'));
  assert.equal(ledBy('wiki.corp.test', '/b%20c'), 'cross-site');
});

test('a redirect that stays, or was asked for by nobody’s page, leaves nothing behind', () => {
  const { note, ledBy } = chains();
  note(ask('wiki.corp.test', '/', 'same-origin'), led('/there'));
  note(ask('mail.partner.test', '/', 'none'), led(`${HOME}/there`));
  note(ask('mail.partner.test'), led(`${HOME}/there`, 200));
  assert.equal(ledBy('wiki.corp.test', '/there'), undefined);
});

test('it is forgotten once it can be followed no more', () => {
  let now = 0;
  const { note, ledBy } = chains(() => now);
  note(ask('mail.partner.test'), led(`${HOME}/a`));
  now = 60_001;
  assert.equal(ledBy('wiki.corp.test', '/a'), undefined);
});

test('a redirect to another host is kept by no cache, so that each time it is followed is known', () => {
  const { note } = chains();
  const kept = (reply: Reply) => reply.headers.find(([name]) => name === 'cache-control')?.[1];
  assert.equal(kept(note(ask('mail.partner.test', '/', 'same-origin'), led(`${HOME}/a`, 301))), 'no-store');
  assert.equal(kept(note(ask('wiki.corp.test', '/', 'same-origin'), led('/a', 301))), 'max-age=600');
  assert.equal(kept(note(ask('wiki.corp.test'), led('https://elsewhere.test/', 301))), 'max-age=600');
});
