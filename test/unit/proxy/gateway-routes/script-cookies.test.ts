import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JournalEntry } from '../../../../src/proxy/cookies/app-jar.ts';
import type { JarShelf } from '../../../../src/proxy/cookies/jar-shelf.ts';
import { takeScriptCookies } from '../../../../src/proxy/gateway-routes/script-cookies.ts';
import type { WithSession } from '../../../../src/proxy/stages/authenticate.ts';

const AUTHORITY = 'wiki.corp.test.mcas.localhost';
const OWN = { origin: `https://${AUTHORITY}`, 'sec-fetch-site': 'same-origin' };
const LONG = `__Host-sallyport-journal-b-0001=${encodeURIComponent(`long=${'"'.repeat(3000)}; path=/`)}`;

async function taken(headers: Readonly<Record<string, string>>, body: string): Promise<readonly string[]> {
  let stored: readonly JournalEntry[] = [];
  const jar = { storeFromScript: (entries: readonly JournalEntry[]) => void (stored = entries) };
  const target = '/.well-known/sallyport/cookies';
  const exchange = {
    authority: AUTHORITY,
    target,
    originUrl: `https://wiki.corp.test${target}`,
    headers: Object.entries(headers),
    body: [Buffer.from(body)],
    app: { id: 'wiki' },
  };
  const reply = await takeScriptCookies(
    exchange as unknown as WithSession,
    { jarOf: async () => jar, touched: () => {} } as unknown as JarShelf,
  );
  assert.equal(reply.status, 204);
  return stored.map(({ cookie }) => cookie.slice(0, 6));
}

describe('cookies of script, handed over at once', () => {
  test('a note that no cookie can hold comes in the body, in its place among the others', async () => {
    const cookie = '__Host-sallyport-journal-c-0002=third%3D3; __Host-sallyport-journal-a-0000=first%3D1';
    assert.deepEqual(await taken({ ...OWN, cookie }, LONG), ['first=', 'long="', 'third=']);
    assert.deepEqual(await taken(OWN, ''), []);
  });

  test('a body counts from a page of the very same host alone', async () => {
    for (const headers of [
      {},
      { origin: 'https://static.corp.test.mcas.localhost', 'sec-fetch-site': 'same-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { ...OWN, 'sec-fetch-site': 'same-site' },
    ])
      assert.deepEqual(await taken(headers, LONG), [], JSON.stringify(headers));
  });

  test('what is no note, or longer than any, is none', async () => {
    assert.deepEqual(await taken(OWN, 'sid=1; __Host-sallyport-session=x'), []);
    assert.deepEqual(await taken(OWN, LONG.padEnd(65_537, 'x')), []);
  });
});
