import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { createSamlProvider } from '../../src/identity/saml/saml-provider.ts';
import type { SamlSettings } from '../../src/identity/saml/saml-settings.ts';
import type { Failure } from '../../src/model/failure.ts';
import type { Answer, BrowserClient } from './browser-client.ts';
import { type Harness, startHarness } from './handoff-harness.ts';
import {
  assertionXml,
  idpMetadata,
  posted,
  type ResponseFields,
  responseXml,
  type SigningPair,
  samlKeys,
  signElement,
} from './saml-idp.ts';

export const IDP = 'https://idp.corp.test/entity';
export const SSO = 'https://idp.corp.test/sso';
export const SLO = 'https://idp.corp.test/slo';
export const MAPPING = {
  claims: { name: 'displayName', email: 'mail', groups: 'groups' },
  deviceTags: [{ claim: 'compliant', equals: 'true', tag: 'compliant' }],
};

/** The gateway's request as it left. */
export interface Asked {
  readonly requestId: string;
  readonly relayState: string;
  readonly xml: string;
  readonly location: string;
}

export interface SamlHarness {
  readonly gateway: Harness;
  readonly idp: SigningPair;
  readonly own: SigningPair;
  readonly entityId: string;
  readonly acs: string;
  readonly slo: string;
  /** What the operator was told. */
  readonly warnings: string[];
  /** Path of the metadata file. */
  readonly metadataFile: string;
  /** Begins at the wiki and stops at the provider. */
  begin(browser: BrowserClient, target?: string): Promise<Asked>;
  fields(requestId: string | undefined, change?: Partial<ResponseFields>): ResponseFields;
  /** A response with the response and the assertion signed. */
  signed(fields: ResponseFields, pair?: SigningPair): string;
  /** Posts a response as the provider's page does: from another site, so without the browser's Lax cookies. Follows what comes. */
  deliver(browser: BrowserClient, xml: string, relayState?: string): Promise<Answer>;
  /** Posts any fields to one of the gateway's addresses; no redirect followed. */
  post(browser: BrowserClient, url: string, fields: Readonly<Record<string, string>>): Promise<Answer>;
  /** Signs in from the beginning to the end. */
  signIn(browser: BrowserClient, change?: Partial<ResponseFields>): Promise<Answer>;
  /** Detail of the newest failure, and forgets all. */
  reason(): string;
  close(): Promise<void>;
}

let counter = 0;

/** The handoff before apps, with a SAML provider whose every message the test writes. */
export async function startSamlHarness(
  change: Partial<SamlSettings> | ((idp: SigningPair, own: SigningPair) => Partial<SamlSettings>) = {},
): Promise<SamlHarness> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-saml-'));
  const [idp, own] = [await samlKeys('idp.corp.test'), await samlKeys('login.test')];
  const metadataFile = join(directory, 'idp.xml');
  writeFileSync(metadataFile, idpMetadata({ entityId: IDP, certificates: [idp.cert], sso: SSO, slo: SLO }));
  const warnings: string[] = [];
  const gateway = await startHarness({
    protocol: async (parts) => {
      const settings: SamlSettings = {
        id: 'corp',
        name: 'Corp',
        metadata: metadataFile,
        metadataSigners: [],
        issuer: undefined,
        refresh: 3_600_000,
        ca: [],
        connect: undefined,
        entityId: undefined,
        keys: [own],
        binding: 'redirect',
        mustSign: 'either',
        allowSha1: false,
        timeout: 60_000,
        clockSkew: 300_000,
        unsolicitedApp: undefined,
        authnContexts: [],
        nameIdFormat: undefined,
        subjectAttribute: undefined,
        ...(typeof change === 'function' ? change(idp, own) : change),
      };
      return {
        protocol: createSamlProvider(settings, { ...parts, warn: (what) => warnings.push(what) }),
        mapping: MAPPING,
      };
    },
  });
  const base = `${gateway.login}/.well-known/sallyport/saml/corp`;
  const [entityId, acs, slo] = [base, `${base}/acs`, `${base}/slo`];

  const post: SamlHarness['post'] = (browser, url, fields) =>
    browser.send(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://idp.corp.test',
        'sec-fetch-site': 'cross-site',
        cookie: '',
      },
      body: new URLSearchParams(fields).toString(),
    });

  async function begin(browser: BrowserClient, target = '/deep?x=1'): Promise<Asked> {
    let answer = await browser.send(`${gateway.at('wiki.corp.test')}${target}`);
    for (let hop = 0; hop < 6; hop++) {
      const script = /location\.replace\(("[^"]*")/.exec(answer.body.toString())?.[1];
      const next = answer.headers.location ?? (script === undefined ? undefined : (JSON.parse(script) as string));
      if (next === undefined) break;
      const url = new URL(next, answer.url);
      if (url.host === 'idp.corp.test') {
        const xml = inflateRawSync(Buffer.from(url.searchParams.get('SAMLRequest') ?? '', 'base64')).toString();
        const relayState = url.searchParams.get('RelayState') ?? '';
        return { requestId: idOf(xml), relayState, xml, location: url.href };
      }
      answer = await browser.send(url.href);
    }
    const fields = Object.fromEntries(
      [...answer.body.toString().matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const xml = Buffer.from(fields['SAMLRequest'] ?? '', 'base64').toString();
    const location = /<form action="([^"]*)"/.exec(answer.body.toString())?.[1] ?? '';
    return { requestId: idOf(xml), relayState: fields['RelayState'] ?? '', xml, location };
  }

  const fields: SamlHarness['fields'] = (requestId, more = {}) => ({
    idp: IDP,
    acs,
    audience: entityId,
    inResponseTo: requestId,
    now: gateway.clock.now,
    subject: 'bob@contoso.test',
    responseId: `_r${++counter}`,
    assertionId: `_a${counter}`,
    sessionIndex: `s${counter}`,
    nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    recipient: acs,
    destination: acs,
    assertionIssuer: IDP,
    status: 'urn:oasis:names:tc:SAML:2.0:status:Success',
    notBefore: -60_000,
    notOnOrAfter: 300_000,
    confirmationEnd: 300_000,
    sessionEnd: undefined,
    classRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    attributes: { displayName: ['Bob'], groups: ['staff', 'admins'], compliant: ['true'] },
    ...more,
  });

  const signed: SamlHarness['signed'] = (all, pair = idp) =>
    signElement(signElement(responseXml(all, assertionXml(all)), all.assertionId, pair), all.responseId, pair);

  const deliver: SamlHarness['deliver'] = async (browser, xml, relayState) => {
    const answer = await post(browser, acs, {
      SAMLResponse: posted(xml),
      ...(relayState === undefined ? {} : { RelayState: relayState }),
    });
    const { location } = answer.headers;
    return location === undefined ? answer : browser.navigate(new URL(location, answer.url).href);
  };

  return {
    gateway,
    idp,
    own,
    entityId,
    acs,
    slo,
    warnings,
    metadataFile,
    begin,
    fields,
    signed,
    deliver,
    post,
    async signIn(browser, more) {
      const { requestId, relayState } = await begin(browser);
      return deliver(browser, signed(fields(requestId, more)), relayState);
    },
    reason() {
      const failure: Failure | undefined = gateway.failures.at(-1);
      gateway.failures.length = 0;
      return failure === undefined ? 'none' : `${failure.code} ${failure.detail.split(': ')[1] ?? failure.detail}`;
    },
    async close() {
      await gateway.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function idOf(xml: string): string {
  return /ID="([^"]*)"/.exec(xml)?.[1] ?? '';
}
