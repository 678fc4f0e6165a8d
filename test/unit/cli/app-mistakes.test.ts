import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressMistakes } from '../../../src/cli/app/address-mistakes.ts';
import type { AppAnswers, OidcAnswers, OwnAnswers, SamlAnswers } from '../../../src/cli/app/app-answers.ts';
import { ownProviderWay } from '../../../src/cli/app/own-provider-way.ts';
import { writtenMistakes } from '../../../src/cli/app/written-mistakes.ts';
import type { ProviderConfig } from '../../../src/config/gateway-config.ts';
import { OIDC_DEFAULTS } from '../../support/handoff-harness.ts';

const corp: ProviderConfig = {
  ...OIDC_DEFAULTS,
  type: 'oidc',
  id: 'corp',
  name: 'Corp',
  issuer: 'https://idp.corp.example/realm',
  clientId: 'gw',
  clientSecret: 'a-long-enough-secret',
  ca: [],
  deviceTags: [],
};
const HR = 'https://hr.corp.example';
const base: AppAnswers = { id: 'hr', name: 'HR', hosts: [HR], provider: 'corp', signIn: 'oidc', allowPrivate: false };

/** Every mistake as `field: message`. */
function said(answers: AppAnswers): string {
  const found = [
    ...writtenMistakes(answers),
    ...addressMistakes(answers, { suffix: 'mcas.example', providers: [corp] }),
  ];
  return found.map(({ field, message }) => `${field}: ${message}`).join('\n');
}
const oidc = (change: Partial<OidcAnswers>): string =>
  said({ ...base, oidc: { clientId: 'hr', redirectUris: [`${HR}/cb`], postLogoutRedirectUris: [], ...change } });
const saml = (change: Partial<SamlAnswers>): string =>
  said({ ...base, signIn: 'saml', saml: { entityId: 'urn:hr', acs: [`${HR}/acs`], certificates: [], ...change } });
const own = (change: Partial<OwnAnswers>): string => {
  const sound = { endpoints: ['https://id.other.example/authorize'], replyUrls: [`${HR}/`], hosts: [] };
  return said({ ...base, signIn: 'own', own: { ...sound, ...change } });
};
const redirect = (url: string): string => oidc({ redirectUris: [url] });
const endpoint = (url: string): string => own({ endpoints: [url] });
const CALLBACK = 'https://login.mcas.example/.well-known/sallyport/callback';

describe('what is given for an app', () => {
  test('is sound', () => {
    for (const each of [oidc({}), saml({}), own({})]) assert.equal(each, '');
    assert.equal(oidc({ redirectUris: [`${HR}/`], postLogoutRedirectUris: [`${HR}/`] }), '', 'a front page may be one');
  });

  for (const [name, mistakes, expected] of [
    ['white space', oidc({ clientId: 'h r' }), /^clientId: has white space in it$/],
    ['no client', oidc({ clientId: '' }), /^clientId: is empty$/],
    ['a URL for a name', oidc({ clientId: HR }), /^clientId: .* is a URL$/],
    ['no redirect URI', oidc({ redirectUris: [] }), /^redirectUris: is empty$/],
    ['the issuer', redirect(corp.issuer), /^redirectUris: .*the authorization endpoint or the issuer/],
    ['the gateway’s callback', redirect(CALLBACK), /^redirectUris: .*under the suffix/],
    ['with the suffix', redirect(`${HR}.mcas.example/cb`), /^redirectUris: .*under the suffix/],
    ['another host', redirect('https://x.corp.example/cb'), /^redirectUris: .*none of the app’s hosts/],
    ['another scheme', redirect('http://hr.corp.example/cb'), /^redirectUris: .*none of the app’s hosts/],
    ['a fragment', redirect(`${HR}/cb#`), /^redirectUris: .*has a fragment/],
    ['no URL', redirect('cb'), /^redirectUris: cb is no URL/],
    ['elsewhere after signing out', oidc({ postLogoutRedirectUris: ['https://evil.example/'] }), /^postLogoutRedirect/],
    ['the front page', oidc({ backchannelLogoutUri: `${HR}/` }), /^backchannelLogoutUri: .*front page/],
    ['sign-out unsigned', saml({ logoutUrl: `${HR}/slo` }), /^logoutUrl: anybody could sign users out/],
    [
      'the provider’s sign-out',
      saml({ logoutUrl: 'https://idp.corp.example/slo', certificates: ['a.pem'] }),
      /^logoutUrl: .*its own logout URL/,
    ],
    [
      'the discovery document',
      endpoint('https://id.other.example/.well-known/openid-configuration'),
      /^endpoints: .*discovery document/,
    ],
    ['its issuer', endpoint('https://id.other.example/'), /^endpoints: .*the issuer or a host/],
    ['a query', endpoint('https://id.other.example/a?b'), /^endpoints: .*has a query/],
    ['no endpoint', endpoint('authorize'), /^endpoints: .*no URL/],
    ['no reply URL', own({ replyUrls: [] }), /^replyUrls: is empty/],
    ['a suffixed reply URL', own({ replyUrls: [`${HR}.mcas.example/`] }), /^replyUrls: .*under the suffix/],
    ['no origin', own({ endpoints: [], replyUrls: [], hosts: ['id.other.example'] }), /^ownHosts: .*no origin/],
  ] as const)
    test(`${name} is told`, () => assert.match(mistakes, expected));
});

test('an app that keeps its own provider goes the way that works', () => {
  const way = (client: 'page' | 'code' | 'id-token' | 'saml', knowsReply: boolean, isBound: boolean): string =>
    ownProviderWay({ client, knowsReply, isBound }).way;
  for (const client of ['page', 'id-token', 'saml'] as const) {
    assert.equal(way(client, true, true), 'reply');
    assert.equal(way(client, false, false), 'mapped');
    assert.equal(way(client, false, true), 'broker');
  }
  assert.equal(way('code', true, false), 'mapped', 'the code would be redeemed for another address');
  assert.equal(way('code', true, true), 'broker');
});
