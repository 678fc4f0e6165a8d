import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { GatewayConfig, ProviderConfig } from '../../../../src/config/gateway-config.ts';
import type { ProtectedApp } from '../../../../src/model/app.ts';
import { openLocalCa } from '../../../../src/proxy/tls/local-ca.ts';
import { type Apache, startApache, withoutApache } from '../../../support/apache.ts';
import { BrowserClient } from '../../../support/browser-client.ts';
import { followForms } from '../../../support/follow-forms.ts';
import { freePort } from '../../../support/free-port.ts';
import { MELLON, startMellon } from '../../../support/mellon.ts';
import { startOpenidc, WIKI_SECRET } from '../../../support/openidc.ts';
import { passTo } from '../../../support/pass-to.ts';
import { type SigningPair, samlKeys } from '../../../support/saml-idp.ts';
import { HAS_SIMPLESAMLPHP, startSimpleSamlPhp } from '../../../support/simplesamlphp.ts';
import { startTestGateway, type TestGateway } from '../../../support/test-gateway.ts';

const ORIGIN = 'https://wiki.corp.test';
const IDP_HOST = 'saml.corp.localhost';

/** Who signs people in at the gateway. */
interface Inward {
  readonly skip: string | false;
  readonly fill: Readonly<Record<string, string>>;
  /** What the app is to call the user, where it is told. */
  readonly email: string;
  readonly groups: readonly string[];
  readonly open: () => Promise<OpenInward>;
}
interface OpenInward {
  readonly provider: ProviderConfig | undefined;
  readonly ca: readonly string[];
  ready(gateway: TestGateway, browser: BrowserClient): Promise<void>;
  close(): Promise<void>;
}

const INWARD: Readonly<Record<string, Inward>> = {
  OIDC: {
    skip: false,
    fill: { username: 'alice', password: 'a' },
    email: 'alice@corp.test',
    groups: ['staff'],
    open: async () => ({ provider: undefined, ca: [], ready: async () => {}, close: async () => {} }),
  },
  SAML: {
    skip: HAS_SIMPLESAMLPHP ? false : "Debian's simplesamlphp is not installed",
    fill: { username: 'bob', password: 'bobpass' },
    email: 'bob@contoso.test',
    groups: ['staff', 'admins'],
    open: openSaml,
  },
};

async function openSaml(): Promise<OpenInward> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-matrix-'));
  const ca = await openLocalCa(directory, 'Matrix test authority');
  const keys = await samlKeys('idp');
  const idp = await startSimpleSamlPhp(IDP_HOST, await ca.issue([IDP_HOST]), keys);
  return {
    ca: [ca.certificate],
    provider: {
      type: 'saml',
      id: 'corp',
      name: 'Corp',
      metadata: idp.metadataUrl,
      metadataSigners: [keys.cert],
      issuer: idp.metadataUrl,
      refresh: 3_600_000,
      ca: [ca.certificate],
      connect: { scheme: 'https', host: '127.0.0.1', port: idp.port },
      entityId: undefined,
      keys: [],
      binding: 'redirect',
      mustSign: 'both',
      allowSha1: false,
      timeout: 60_000,
      clockSkew: 300_000,
      unsolicitedApp: undefined,
      authnContexts: [],
      nameIdFormat: undefined,
      subjectAttribute: undefined,
      claims: { name: 'displayName', email: 'mail', groups: 'groups' },
      deviceTags: [],
    },
    async ready(gateway, browser) {
      const url = `${gateway.suffix('login')}/.well-known/sallyport/saml/corp`;
      idp.configure((await browser.send(url)).body.toString());
    },
    async close() {
      await idp.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What the app behind the gateway asks of it. */
interface Outward {
  readonly skip: string | false;
  readonly settings: (keys: SigningPair) => Partial<ProtectedApp>;
  readonly start: (port: number, gateway: TestGateway, browser: BrowserClient, keys: SigningPair) => Promise<Apache>;
  /** Where the app takes its answer: there once, and the first sign-in has succeeded. */
  readonly answers: string | undefined;
}

const OUTWARD: Readonly<Record<string, Outward>> = {
  mod_auth_openidc: {
    skip: withoutApache('auth_openidc'),
    answers: '/oidc/cb',
    settings: () => ({
      oidc: {
        clientId: 'wiki',
        auth: { method: 'client_secret_basic', secret: WIKI_SECRET },
        redirectUris: [`${ORIGIN}/oidc/cb`],
        postLogoutRedirectUris: [],
        pkce: 'required',
        subject: 'email',
        claims: { roles: 'groups' },
      },
    }),
    start: startOpenidc,
  },
  mod_auth_mellon: {
    skip: withoutApache('auth_mellon'),
    answers: '/mellon/postResponse',
    settings: ({ cert }) => ({
      saml: {
        entityId: `${MELLON}/metadata`,
        acs: [`${MELLON}/postResponse`],
        certificates: [cert],
        nameId: 'email',
        attributes: { roles: 'groups' },
      },
    }),
    start: startMellon,
  },
  none: {
    skip: withoutApache('auth_openidc'),
    answers: undefined,
    settings: () => ({}),
    start: (port) => startApache({ port, origin: ORIGIN, config: '' }),
  },
};

for (const [inName, inward] of Object.entries(INWARD))
  for (const [outName, outward] of Object.entries(OUTWARD)) {
    const skip = inward.skip || outward.skip;
    describe(`${inName} in, ${outName} out`, { skip }, () => {
      test('the first sign-in is the only one, ends at the deep link, and the app knows who it is', async () => {
        const [keys, opened, port] = [await samlKeys('wiki'), await inward.open(), await freePort()];
        const change = (config: GatewayConfig): GatewayConfig => ({
          ...config,
          providers: opened.provider ? [opened.provider] : config.providers,
          apps: config.apps.map((app) => (app.id === 'wiki' ? { ...app, ...outward.settings(keys) } : app)),
        });
        const gateway = await startTestGateway({ handler: passTo(port), change });
        let apache: Apache | undefined;
        try {
          const authority = (name: string): string => readFileSync(join(gateway.directory, name, 'ca.pem'), 'utf8');
          const browser = new BrowserClient([authority('ca'), authority('corp'), ...opened.ca]);
          await opened.ready(gateway, browser);
          apache = await outward.start(port, gateway, browser, keys);
          let asked = 0;
          const deep = `${gateway.suffix('wiki.corp.test')}/wiki/a%20page?x=1&y=%C3%A4`;
          const page = await followForms(browser, await browser.navigate(deep), {
            fill: inward.fill,
            sent: (fields) => {
              if ('username' in fields) asked += 1;
            },
          });
          const told = `${page.url} ${page.status} ${page.body} ${apache.log()}`;
          assert.equal(page.url, deep, told);
          assert.equal(page.status, 200, told);
          assert.equal(asked, 1, 'people are asked once');
          const who = /user=(\S*) groups=([^<]*)</.exec(page.body.toString());
          if (outward.answers === undefined) assert.equal(who?.[1], '(none)');
          else assert.deepEqual([who?.[1], who?.[2]?.split(',')], [inward.email, inward.groups], told);
          const { seen } = gateway.origin;
          const answers = seen.filter(({ url }) => url.split('?', 1)[0] === outward.answers);
          assert.equal(answers.length, outward.answers === undefined ? 0 : 1);
          for (const { url, headers } of seen)
            assert.doesNotMatch(`${url} ${JSON.stringify({ ...headers, via: '' })}`, /wiki\.corp\.test\.mcas/);
        } finally {
          await apache?.close();
          await gateway.close();
          await opened.close();
        }
      });
    });
  }
