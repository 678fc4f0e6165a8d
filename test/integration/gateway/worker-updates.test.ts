import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Answer, BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const SCRIPT = "import 'https://static.corp.test/far.js'; onfetch = () => location.href;";
const IMPORT = 'export const here = location.href; "secret"';
const startsRuntime = ({ body }: Answer): boolean => body.includes('function sallyport(');
/** What browsers say of the script of a worker, of its own modules and of those of another host. */
const AS_SCRIPT = {
  'sec-fetch-dest': 'serviceworker',
  'sec-fetch-mode': 'same-origin',
  'sec-fetch-site': 'same-origin',
};
const AS_OWN = { ...AS_SCRIPT, 'sec-fetch-mode': 'cors' };
const AS_FAR = { ...AS_OWN, 'sec-fetch-site': 'same-site' };

describe('a service worker that WebKit looks for anew, without fetch metadata', () => {
  let gateway: TestGateway;
  let wiki = '';
  let cdn = '';
  let alice: BrowserClient;
  let grant = '';
  let got = 0;

  before(async () => {
    gateway = await startTestGateway({
      handler: (request, response) => {
        got++;
        if (!request.url?.endsWith('.js')) return void response.writeHead(200, { 'content-type': 'text/html' }).end('');
        const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
        response.writeHead(200, headers).end(request.url === '/sw.js' ? SCRIPT : IMPORT);
      },
    });
    wiki = gateway.suffix('wiki.corp.test');
    cdn = gateway.suffix('static.corp.test');
    alice = await gateway.signedIn('alice');
    await alice.navigate(`${cdn}/`);
    const script = await get(`${wiki}/sw.js`, AS_SCRIPT);
    grant = /sallyport-as=(module\.[\w.-]+)/.exec(script.body.toString())?.[1] ?? '';
    assert.notEqual(grant, '');
  });
  after(() => gateway.close());

  const get = (url: string, headers: Record<string, string>, user = alice): Promise<Answer> =>
    user.send(url, { headers: { 'user-agent': 'test', ...headers }, metadata: false });
  const anew = (origin: string): Record<string, string> => ({ origin, referer: `${origin}/` });

  test('its script is the same, with the runtime before it', async () => {
    const first = await get(`${wiki}/sw.js`, { 'service-worker': 'script', ...AS_SCRIPT });
    assert.ok(startsRuntime(first));
    const again = await get(`${wiki}/sw.js`, { 'service-worker': 'script', ...anew(wiki) });
    assert.equal(again.status, 200);
    assert.ok(again.body.equals(first.body));
  });

  test('so is what it imports, from its own host and, without a cookie, from another', async () => {
    const near = `${wiki}/near.js?sallyport-as=${grant}`;
    const first = await get(near, AS_OWN);
    assert.ok(startsRuntime(first));
    assert.ok((await get(near, anew(wiki))).body.equals(first.body));
    const far = `${cdn}/sallyport-as=${grant}/far.js`;
    const theirs = await get(far, { ...AS_FAR, origin: wiki }, gateway.client());
    assert.equal(theirs.status, 200);
    assert.ok((await get(far, anew(wiki), gateway.client())).body.equals(theirs.body));
  });

  test('nobody gets in by saying so', async () => {
    const before = got;
    const evil = 'https://evil.example';
    const mail = gateway.suffix('mail.partner.test');
    const refused = async (url: string, headers: Record<string, string>): Promise<void> => {
      const answer = await get(url, headers, gateway.client());
      assert.ok(!startsRuntime(answer) && !answer.body.includes('secret'));
    };
    await refused(`${wiki}/sw.js`, { 'service-worker': 'script', ...anew(wiki) });
    await refused(`${wiki}/near.js?sallyport-as=module.1.a.b`, anew(wiki));
    for (const origin of [evil, mail, 'null']) await refused(`${cdn}/sallyport-as=${grant}/far.js`, anew(origin));
    await refused(`${cdn}/sallyport-as=${grant}/far.js`, { ...anew(wiki), 'sec-fetch-dest': 'empty' });
    await refused(`${mail}/sallyport-as=${grant}/far.js`, anew(mail));
    assert.equal(got, before, 'the app is not asked');
  });

  test('what another page asks for, or says itself what it is for, stays an ordinary script', async () => {
    const evil = { 'service-worker': 'script', ...anew('https://evil.example') };
    assert.ok(!startsRuntime(await get(`${wiki}/sw.js`, evil)));
    const named = { 'service-worker': 'script', ...anew(wiki), ...AS_SCRIPT, 'sec-fetch-dest': 'script' };
    assert.ok(!startsRuntime(await get(`${wiki}/sw.js`, named)));
  });
});
