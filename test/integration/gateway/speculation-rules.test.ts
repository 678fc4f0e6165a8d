import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestGateway } from '../../support/test-gateway.ts';

test('rules of speculation that a header names lead to hosts of the gateway, and are the app’s data to script', async () => {
  const rules = '{"prefetch":[{"urls":["https://wiki.corp.test/a","/b","https://elsewhere.test/"]}]}';
  const gateway = await startTestGateway({
    handler: (_request, response) =>
      void response.writeHead(200, { 'content-type': 'application/speculationrules+json' }).end(rules),
  });
  try {
    const alice = await gateway.signedIn('alice');
    const home = gateway.suffix('wiki.corp.test');
    const asked = async (destination: string): Promise<string> => {
      const headers = { 'sec-fetch-dest': destination, 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin' };
      return (await alice.send(`${home}/rules.json`, { headers })).body.toString();
    };
    assert.equal(await asked('speculationrules'), rules.replace('https://wiki.corp.test', home));
    assert.equal(await asked('empty'), rules);
  } finally {
    await gateway.close();
  }
});
