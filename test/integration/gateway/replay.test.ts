import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { headerValue } from '../../../src/model/headers.ts';
import { undo } from '../../../src/rewrite/js/undo.ts';
import { readRecording } from '../../support/har-origin.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

/** What the browser says it asks for, by what it got. */
const DESTINATIONS: readonly (readonly [type: RegExp, destination: string, mode: string])[] = [
  [/html/, 'document', 'navigate'],
  [/css/, 'style', 'no-cors'],
  [/javascript/, 'script', 'no-cors'],
  [/^image/, 'image', 'no-cors'],
  [/./, 'empty', 'cors'],
];
/** What the gateway adds to a page: its own element, and its cookie where a sibling host would be asked without any. */
const INJECTED = /<script[^>]*data-sallyport="[^"]*"[^>]*><\/script>| crossorigin="use-credentials"/g;

const files = globSync('fixtures/traffic/*.har');
assert.ok(files.length >= 2, 'fixtures/traffic holds recordings');

for (const file of files) {
  describe(`recorded traffic: ${basename(file)}`, () => {
    const recording = readRecording(file);
    const hosts = [...new Set(recording.exchanges.map(({ origin }) => new URL(origin).hostname))];
    let gateway: TestGateway;
    let tail: string;
    before(async () => {
      gateway = await startTestGateway({ handler: recording.handler, hosts });
      tail = gateway.suffix('');
    });
    after(() => gateway.close());

    test('every answer comes as it was, but for the hosts in it', async () => {
      const first = `${gateway.suffix(hosts[0]!)}/`;
      const browser = gateway.client();
      await browser.signIn(await browser.navigate(first), 'alice', 'a');
      const suffix = tail.replace('https://', '');
      let rewritten = 0;
      for (const { method, origin, target, answer: recorded } of recording.exchanges) {
        const { hostname } = new URL(origin);
        const url = gateway.suffix(hostname) + target;
        const type = headerValue(recorded.headers, 'content-type') ?? '';
        const [, destination, mode] = DESTINATIONS.find(([pattern]) => pattern.test(type)) ?? DESTINATIONS.at(-1)!;
        const headers = { 'sec-fetch-dest': destination, 'sec-fetch-mode': mode, 'sec-fetch-site': 'same-origin' };
        await browser.navigate(gateway.suffix(hostname));
        const answer = await browser.send(url, { method, headers });
        assert.equal(answer.status, recorded.status, url);
        const body = answer.body.toString('latin1');
        assert.doesNotMatch(JSON.stringify(answer.headers), new RegExp(`https://(${hosts.join('|')})[^.\\w]`), url);
        if (/html|css|javascript/.test(type)) {
          if (body !== recorded.body.toString('latin1')) rewritten++;
          assert.equal(undo(body.replace(INJECTED, '').replaceAll(suffix, '')), recorded.body.toString('latin1'), url);
        } else assert.ok(answer.body.equals(recorded.body), `${url} is as it was`);
      }
      assert.ok(rewritten > 0, 'something was rewritten');
    });

    test('the origin is never told of the gateway', () => {
      assert.ok(gateway.origin.seen.length >= recording.exchanges.length);
      for (const { url, headers } of gateway.origin.seen) {
        const told = JSON.stringify({ url, headers: { ...headers, 'x-forwarded-host': '', forwarded: '' } });
        assert.doesNotMatch(told, /mcas|sallyport/, url);
      }
    });
  });
}
