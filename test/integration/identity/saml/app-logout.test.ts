import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import type { ProtectedApp } from '../../../../src/model/app.ts';
import type { Answer, BrowserClient } from '../../../support/browser-client.ts';
import type { Handler } from '../../../support/origin.ts';
import {
  logoutXml,
  posted,
  redirectQuery,
  type SigningPair,
  samlKeys,
  signElement,
} from '../../../support/saml-idp.ts';
import { signOut } from '../../../support/sign-out.ts';
import { signOutAtProvider } from '../../../support/sign-out-at-provider.ts';
import { startTestGateway, type TestGateway } from '../../../support/test-gateway.ts';

const WIKI = 'https://wiki.corp.test';
const MAIL = 'https://mail.partner.test';

/** How the mail app takes a request to sign out. */
type Manner = 'answers' | 'answers by a form' | 'refuses' | 'hangs' | 'is signed by a stranger' | 'leads elsewhere';

describe('single logout, begun at an app', () => {
  let gateway: TestGateway;
  let keys: SigningPair;
  let stranger: SigningPair;
  let manner: Manner = 'answers';
  /** Messages that came to the apps: host, parameter, XML, cookies. */
  let told: { host: string; parameter: string; xml: string; cookie: string }[] = [];
  let counter = 0;
  const held: (() => void)[] = [];

  const wiki = (): string => gateway.suffix('wiki.corp.test');
  const mail = (): string => gateway.suffix('mail.partner.test');
  const slo = (host = wiki()): string => `${host}/.well-known/sallyport/slo`;

  const app: Handler = (request, response) => {
    const host = `https://${request.headers.host}`;
    const { pathname, searchParams } = new URL(request.url ?? '', host);
    if (pathname !== '/slo') {
      response.setHeader('set-cookie', 'sid=1; Secure; HttpOnly; SameSite=Strict; Path=/');
      response.end('app');
      return;
    }
    const parameter = searchParams.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse';
    const xml = inflateRawSync(Buffer.from(searchParams.get(parameter) ?? '', 'base64')).toString();
    told.push({ host, parameter, xml, cookie: request.headers.cookie ?? '' });
    if (parameter === 'SAMLResponse') {
      response.writeHead(302, { location: `/bye?relay=${searchParams.get('RelayState')}` });
      response.end();
      return;
    }
    const answer = logoutXml({
      kind: 'LogoutResponse',
      id: `_a${++counter}`,
      issuer: `${host}/`,
      destination: slo(mail()),
      now: Date.now(),
      inResponseTo: /ID="([^"]*)"/.exec(xml)?.[1] ?? '',
    });
    const written = manner === 'refuses' ? answer.replace('status:Success', 'status:Responder') : answer;
    if (manner === 'hangs') {
      held.push(() => response.end());
      return;
    }
    if (manner === 'answers by a form') {
      const id = /ID="([^"]*)"/.exec(written)?.[1] ?? '';
      response.end(
        `<form method="post" action="${slo(mail())}"><input type="hidden" name="SAMLResponse" value="${posted(signElement(written, id, keys))}"></form>`,
      );
      return;
    }
    const pair = manner === 'is signed by a stranger' ? stranger : keys;
    const location =
      manner === 'leads elsewhere'
        ? 'https://evil.test/steal'
        : `${slo(mail())}?${redirectQuery('SAMLResponse', written, pair)}`;
    response.writeHead(302, { location });
    response.end();
  };

  before(async () => {
    [keys, stranger] = [await samlKeys('wiki.corp.test'), await samlKeys('stranger')];
    const saml = (origin: string): Partial<ProtectedApp> => ({
      saml: {
        entityId: `${origin}/`,
        acs: [`${origin}/acs`],
        certificates: [keys.cert],
        nameId: 'email',
        attributes: {},
        logout: { url: `${origin}/slo`, responseUrl: `${origin}/slo`, binding: 'redirect' },
      },
    });
    gateway = await startTestGateway({
      handler: app,
      change: (config) => ({
        ...config,
        apps: config.apps.map((each) => ({ ...each, ...saml(each.id === 'wiki' ? WIKI : MAIL) })),
      }),
    });
  });
  after(async () => {
    for (const end of held) end();
    await gateway.close();
  });
  beforeEach(() => {
    told = [];
    manner = 'answers';
  });

  /** What an app asks to have its user signed in by; gives the name of the session. */
  async function enter(browser: BrowserClient, origin: string, at: string): Promise<string> {
    await browser.navigate(`${at}/`);
    const xml = `<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_q${++counter}" Version="2.0" IssueInstant="${new Date().toISOString()}"><a:Issuer>${origin}/</a:Issuer></p:AuthnRequest>`;
    const answer = await browser.send(`${at}/.well-known/sallyport/sign-on?${redirectQuery('SAMLRequest', xml, keys)}`);
    const response = /name="SAMLResponse" value="([^"]*)"/.exec(answer.body.toString())?.[1] ?? '';
    const index = /SessionIndex="([^"]*)"/.exec(Buffer.from(response, 'base64').toString())?.[1];
    assert.ok(index, answer.body.toString());
    return index;
  }

  async function atBoth(user = 'alice'): Promise<{ browser: BrowserClient; index: string; mailIndex: string }> {
    const browser = await gateway.signedIn(user);
    const index = await enter(browser, WIKI, wiki());
    const mailIndex = await enter(browser, MAIL, mail());
    return { browser, index, mailIndex };
  }

  const request = (change: Partial<Parameters<typeof logoutXml>[0]> = {}): string =>
    logoutXml({
      kind: 'LogoutRequest',
      id: `_l${++counter}`,
      issuer: `${WIKI}/`,
      destination: slo(),
      now: Date.now(),
      nameId: 'alice@corp.test',
      ...change,
    });
  const send = (browser: BrowserClient, xml: string, pair: SigningPair | undefined = keys): Promise<Answer> =>
    browser.send(`${slo()}?${redirectQuery('SAMLRequest', xml, pair, 'r&s')}`);
  const isIn = async (browser: BrowserClient): Promise<boolean> =>
    (await browser.send(`${wiki()}/x`, { headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' } })).status ===
    200;
  const messages = (parameter: string): { host: string; xml: string; cookie: string }[] =>
    told.filter((each) => each.parameter === parameter);

  test('the other app is signed out, the app is answered, and everything ends', async () => {
    const { browser, index, mailIndex } = await atBoth();
    assert.notEqual(index, mailIndex, 'no app learns the name that another has for a session');
    const answer = await send(browser, request({ sessionIndex: index }));
    assert.equal(answer.status, 303, answer.body.toString());
    const [asked, ...more] = messages('SAMLRequest');
    assert.deepEqual([asked?.host, more.length], [MAIL, 0]);
    assert.match(asked?.xml ?? '', new RegExp(`>alice@corp\\.test<.*<p:SessionIndex>${mailIndex}<`));
    assert.match(asked?.xml ?? '', new RegExp(`Destination="${MAIL}/slo"`));
    assert.equal(asked?.cookie, 'sid=1', 'with the cookies that the gateway keeps');
    const [given] = messages('SAMLResponse');
    assert.equal(given?.host, WIKI);
    assert.match(given?.xml ?? '', /StatusCode Value="[^"]*:Success"\/>/);
    assert.doesNotMatch(told.map(({ xml }) => xml).join(), /wiki\.corp\.test\.mcas[^"]*slo"/);
    assert.equal(await isIn(browser), false);
    const page = await browser.navigate(answer.headers.location ?? '');
    assert.equal(await signOutAtProvider(browser, page), `${wiki()}/bye?relay=r&s`);
  });

  test('a request by POST is kept for the navigation that has cookies', async () => {
    const { browser } = await atBoth();
    const xml = request({ id: '_posted' });
    const form = { SAMLRequest: posted(signElement(xml, '_posted', keys)) };
    const kept = await browser.send(slo(), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site', cookie: '' },
      body: new URLSearchParams(form).toString(),
    });
    assert.equal(kept.status, 303, kept.body.toString());
    assert.equal(await isIn(browser), true);
    await browser.send(kept.headers.location ?? '');
    assert.equal(await isIn(browser), false);
    assert.equal(messages('SAMLResponse').length, 1);
  });

  test('an app that does not take part properly keeps nobody signed in, and the asking one is told', async () => {
    for (const each of [
      'answers by a form',
      'refuses',
      'is signed by a stranger',
      'leads elsewhere',
      'hangs',
    ] as const) {
      const { browser } = await atBoth();
      [manner, told] = [each, []];
      assert.equal((await send(browser, request())).status, 303, each);
      assert.equal(await isIn(browser), false, each);
      const partial = /PartialLogout/.test(messages('SAMLResponse')[0]?.xml ?? '');
      assert.equal(partial, each !== 'answers by a form', each);
    }
  });

  test('a request that is not the app’s ends nothing', async () => {
    const { browser } = await atBoth();
    const old = Date.now() - 3_600_000;
    for (const [name, xml, pair] of [
      ['unsigned', request(), undefined],
      ['of a stranger', request(), stranger],
      ['of another app', request({ issuer: `${MAIL}/` }), keys],
      ['for another address', request({ destination: slo(mail()) }), keys],
      ['old', request({ now: old }), keys],
      ['without a name', request({ nameId: undefined }), keys],
      ['no request', request({ kind: 'LogoutResponse' }), keys],
    ] as const) {
      const query = redirectQuery('SAMLRequest', xml, pair);
      assert.equal((await browser.send(`${slo()}?${query}`)).status, 400, name);
      assert.equal(await isIn(browser), true, name);
    }
    assert.deepEqual(told, []);
  });

  test('a request used twice ends no second session', async () => {
    const xml = request();
    const first = await atBoth();
    assert.equal((await send(first.browser, xml)).status, 303);
    const second = await atBoth();
    assert.equal((await send(second.browser, xml)).status, 400);
    assert.equal(await isIn(second.browser), true);
  });

  test('a request about somebody else, or another session, is answered and ends nothing', async () => {
    const { browser } = await atBoth('bob');
    for (const change of [{}, { nameId: 'bob@corp.test', sessionIndex: '_other' }]) {
      const answer = await send(browser, request(change));
      const { location = '' } = answer.headers;
      assert.ok(location.startsWith(`${wiki()}/slo?SAMLResponse=`), `${answer.status} ${location}`);
      await browser.send(location);
      assert.match(messages('SAMLResponse').at(-1)?.xml ?? '', /status:UnknownPrincipal/);
      assert.equal(await isIn(browser), true);
    }
  });

  test('a sign-out at the gateway reaches the apps of the session and no others', async () => {
    const browser = await gateway.signedIn('alice');
    await enter(browser, MAIL, mail());
    await signOut(browser, wiki());
    assert.deepEqual(
      messages('SAMLRequest').map(({ host }) => host),
      [MAIL],
    );
    assert.equal(await isIn(browser), false);
  });

  test('the metadata names the address, once for each binding', async () => {
    const url = `${gateway.suffix('login')}/.well-known/sallyport/app/wiki`;
    const metadata = (await gateway.client().send(url)).body.toString();
    const named = [...metadata.matchAll(/<m:SingleLogoutService Binding="[^"]*:([\w-]+)" Location="([^"]*)"/g)];
    assert.deepEqual(
      named.map(([, binding, location]) => [binding, location]),
      [
        ['HTTP-Redirect', slo()],
        ['HTTP-POST', slo()],
      ],
    );
  });
});
