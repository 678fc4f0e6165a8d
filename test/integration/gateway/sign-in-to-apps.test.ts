import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { readMessage } from '../../../src/policy/read-message.ts';
import type { Answer, BrowserClient, RequestOptions } from '../../support/browser-client.ts';
import { WIKI } from '../../support/openid-app.ts';
import { redirectQuery } from '../../support/saml-idp.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';
import { writtenRow } from '../../support/written-row.ts';

const ENTITY = 'https://wiki.corp.test/';
const ACS = 'https://wiki.corp.test/saml/acs';
const named = (id: string) => ({ id, name: id, severity: 'low', mode: 'active', control: 'access' }) as const;
const POLICIES: readonly PolicyDocument[] = [
  { ...named('no-bob'), when: { user: ['bob'] }, action: 'block', message: readMessage('Not *you*.') },
  { ...named('strong-carol'), when: { user: ['carol'] }, action: 'step-up', stepUp: { strengths: ['c2'] } },
];

/** What an app trusts could be taken to its real address, where no gateway is: who may not enter must not get it. */
describe('who may not enter an app is not signed in to it', () => {
  let gateway: TestGateway;
  let base: string;
  before(async () => {
    gateway = await startTestGateway({
      handler: (_request, response) => response.end('wiki'),
      policies: POLICIES,
      change: (config) => ({
        ...config,
        apps: config.apps.map((each) =>
          each.id === 'wiki'
            ? {
                ...each,
                oidc: WIKI,
                saml: { entityId: ENTITY, acs: [ACS], certificates: [], nameId: 'email', attributes: {} },
              }
            : each,
        ),
      }),
    });
    base = `${gateway.suffix('wiki.corp.test')}/.well-known/sallyport`;
  });
  after(() => gateway?.close());

  function ways(): readonly string[] {
    const xml = `<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" ID="_q1" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${base}/sign-on" AssertionConsumerServiceURL="${ACS}"><a:Issuer>${ENTITY}</a:Issuer></p:AuthnRequest>`;
    const openid = new URLSearchParams({
      client_id: WIKI.clientId,
      response_type: 'code',
      redirect_uri: WIKI.redirectUris[0] ?? '',
      scope: 'openid',
      state: 's',
      nonce: 'n',
      code_challenge: createHash('sha256').update('v').digest('base64url'),
      code_challenge_method: 'S256',
    });
    return [`${base}/sign-on?${redirectQuery('SAMLRequest', xml, undefined)}`, `${base}/authorize?${openid}`];
  }
  const isSignedIn = ({ headers, body }: Answer): boolean =>
    /name="SAMLResponse" value="[^"]/.test(body.toString()) || /[?&]code=/.test(headers.location ?? '');

  async function answers(browser: BrowserClient, options: RequestOptions = {}): Promise<readonly Answer[]> {
    const found: Answer[] = [];
    for (const url of ways()) found.push(await browser.send(url, options));
    return found;
  }

  test('whoever may enter is', async () => {
    const alice = await gateway.signedIn('alice');
    for (const answer of await answers(alice)) assert.ok(isSignedIn(answer), `${answer.status} ${answer.body}`);
  });

  test('a policy that keeps somebody out keeps back what the app trusts', async () => {
    const bob = await gateway.signedIn('bob');
    for (const answer of await answers(bob)) {
      assert.equal(answer.status, 403);
      assert.ok(!isSignedIn(answer));
      assert.match(answer.body.toString(), /Not <em>you<\/em>/);
    }
    const row = await writtenRow(
      gateway.directory,
      ({ user, object }) => user === 'bob' && object?.url?.includes('/authorize') === true,
    );
    assert.deepEqual([row.type, row.outcome, row.policies[0]?.policyId], ['access', 'blocked', 'no-bob']);
  });

  test('one that asks for a stronger sign-in asks first', async () => {
    const carol = await gateway.signedIn('carol');
    for (const answer of await answers(carol)) {
      assert.ok(!isSignedIn(answer));
      assert.match(answer.headers.location ?? '', /\/begin\?flow=/);
    }
  });

  test('nor is a client that calls itself an app', async () => {
    const alice = await gateway.signedIn('alice');
    for (const answer of await answers(alice, { headers: { 'user-agent': 'curl/8' } })) {
      assert.equal(answer.status, 403);
      assert.ok(!isSignedIn(answer));
    }
  });
});
