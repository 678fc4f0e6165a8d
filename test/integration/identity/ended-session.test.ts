import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserClient } from '../../support/browser-client.ts';
import { type Harness, SCRIPT, startHarness } from '../../support/handoff-harness.ts';

describe('a page whose session has ended', () => {
  let harness: Harness;
  let wiki: string;
  before(async () => {
    harness = await startHarness();
    wiki = harness.at('wiki.corp.test');
  });
  after(() => harness.close());

  /** A browser that was signed in, and still is at the provider. */
  async function ended(): Promise<BrowserClient> {
    const browser = await harness.signedIn('alice');
    harness.clock.now += 61_000;
    assert.equal(await harness.whoAt(browser, 'wiki.corp.test'), undefined);
    return browser;
  }
  const form = (change: Record<string, string> = {}): Record<string, string> => ({
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-fetch-site': 'same-origin',
    origin: wiki,
    'content-type': 'application/x-www-form-urlencoded',
    ...change,
  });
  const send = (browser: BrowserClient, body: string, headers = form()) =>
    browser.send(`${wiki}/save?page=1`, { method: 'POST', headers, body });

  test('a form of its own is kept, and leads to a sign-in in another window that lets this one go on', async () => {
    const browser = await ended();
    const held = await send(browser, 'title=A+%26+B&text=caf%C3%A9&text=&empty&=odd');
    assert.equal(held.status, 401);
    assert.equal(held.headers['cache-control'], 'no-store');
    assert.match(String(held.headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.equal(
      held.body.toString(),
      `<form action="/save?page=1"><input name="title" value="A & B"><input name="text" value="café"><input name="text" value=""><input name="empty" value=""><input name="" value="odd"></form><a href="/.well-known/sallyport/again">`,
    );
    const back = await browser.navigate(`${wiki}/.well-known/sallyport/again`);
    assert.deepEqual([back.status, back.body.toString()], [200, 'signed in again in wiki']);
    assert.equal(await harness.whoAt(browser, 'wiki.corp.test'), 'alice');
    assert.equal((await send(browser, 'title=x')).status, 200);
  });

  test('SESS-11: a form that may be another site’s is not kept to be sent as one of this site', async () => {
    const browser = await ended();
    for (const change of [
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' },
      { 'sec-fetch-site': 'same-site', origin: harness.at('mail.partner.test') },
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.test' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'none' },
      { 'sec-fetch-site': 'same-origin', origin: 'null' },
      { 'sec-fetch-dest': 'iframe' },
      { 'content-type': 'multipart/form-data; boundary=x' },
      { 'content-type': 'text/plain' },
    ]) {
      const answer = await send(browser, 'title=secret-title', form(change as Record<string, string>));
      assert.deepEqual([answer.status, answer.body.toString()], [401, 'sign-in-required'], JSON.stringify(change));
    }
    for (const body of ['title=%E9', 'title=%', `title=${'a'.repeat(1_100_000)}`, 'a=1&'.repeat(2001)])
      assert.equal((await send(browser, body)).body.toString(), 'sign-in-required', body.slice(0, 20));
  });

  test('a script is told where its user signs in again, also by a sibling host', async () => {
    const browser = await ended();
    const headers = { ...SCRIPT, 'sec-fetch-site': 'same-site', origin: wiki };
    const api = harness.at('api.corp.test');
    const answer = await browser.send(`${api}/data`, { method: 'POST', headers, body: '{}' });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers['sallyport-decision'], 'sign-in');
    assert.equal(answer.headers['access-control-expose-headers'], 'sallyport-decision');
    assert.equal(JSON.parse(answer.body.toString()).next, `${api}/.well-known/sallyport/again`);
  });
});
