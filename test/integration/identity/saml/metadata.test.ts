import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createMetadataSource, type MetadataSource } from '../../../../src/identity/saml/metadata-source.ts';
import type { SamlSettings } from '../../../../src/identity/saml/saml-settings.ts';
import { openLocalCa } from '../../../../src/proxy/tls/local-ca.ts';
import { startOrigin } from '../../../support/origin.ts';
import { startSamlHarness } from '../../../support/saml-harness.ts';
import { idpMetadata, type SigningPair, samlKeys, signElement } from '../../../support/saml-idp.ts';

const IDP = 'https://idp.test/';
const HOUR = 3_600_000;

describe('metadata of a provider', () => {
  let directory: string;
  let origin: Awaited<ReturnType<typeof startOrigin>>;
  let ca: Awaited<ReturnType<typeof openLocalCa>>;
  let [signer, stranger, key, next]: SigningPair[] = [];
  let now: number;
  let alarms: string[];
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-metadata-'));
    ca = await openLocalCa(directory, 'Metadata test authority');
    origin = await startOrigin((_request, response) => response.end(), await ca.issue(['idp.test']));
    [signer, stranger, key, next] = await Promise.all(
      ['signer', 'stranger', 'key', 'next'].map((name) => samlKeys(name)),
    );
  });
  after(async () => {
    await origin.close();
    rmSync(directory, { recursive: true, force: true });
  });
  beforeEach(() => {
    now = Date.now();
    alarms = [];
  });

  const text = (change: Partial<Parameters<typeof idpMetadata>[0]> = {}): string =>
    idpMetadata({
      entityId: IDP,
      certificates: [key?.cert ?? ''],
      sso: 'https://idp.test/sso',
      slo: 'https://idp.test/slo',
      ...change,
    });
  const signed = (xml: string, by = signer): string => signElement(xml, '_meta', by as SigningPair);
  const serves = (body: string): void => origin.respond((_request, response) => response.end(body));
  function source(change: Partial<SamlSettings> = {}): MetadataSource {
    const settings = {
      metadata: 'https://idp.test/metadata',
      metadataSigners: [signer?.cert ?? ''],
      issuer: IDP,
      refresh: HOUR,
      ca: [ca.certificate],
      connect: { scheme: 'https' as const, host: '127.0.0.1', port: origin.port },
      timeout: 60_000,
      ...change,
    };
    return createMetadataSource(
      settings,
      () => now,
      (error) => alarms.push(String(error)),
    );
  }
  /** Waits for a reading in the background. */
  async function settled(from: MetadataSource): Promise<void> {
    const seen = origin.seen.length;
    await from.current();
    for (let step = 0; step < 24_000 && (origin.seen.length === seen || alarms.length === 0); step++)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  test('signed metadata gives keys, addresses and bindings', async () => {
    serves(signed(text({ certificates: [key?.cert ?? '', next?.cert ?? ''] })));
    const { entityId, keys, signOn, logout, validUntil } = await source().current();
    assert.deepEqual([entityId, keys.length, validUntil], [IDP, 2, Number.POSITIVE_INFINITY]);
    assert.deepEqual(
      signOn.map(({ binding }) => binding),
      ['redirect', 'post'],
    );
    assert.deepEqual(
      logout.map(({ url }) => url),
      ['https://idp.test/slo', 'https://idp.test/slo'],
    );
  });

  test('of several certificates of one key the first counts: the others are of authorities', async () => {
    const bare = (pair: SigningPair | undefined): string => (pair?.cert ?? '').replace(/-----[^-]+-----|\s+/g, '');
    const chain = `</ds:X509Certificate><ds:X509Certificate>${bare(next)}</ds:X509Certificate>`;
    serves(signed(text().replace('</ds:X509Certificate>', chain)));
    assert.equal((await source().current()).keys.length, 1);
  });

  type Answering = (response: ServerResponse) => void;
  const says =
    (body: () => string): Answering =>
    (response) =>
      response.end(body());
  const extra = (xml: string): string => {
    const role = /<md:IDPSSODescriptor.*<\/md:IDPSSODescriptor>/s.exec(xml)?.[0] ?? '';
    return xml.replace('</md:EntityDescriptor>', `${role}</md:EntityDescriptor>`);
  };
  const poisons: Record<string, readonly [answer: Answering, alarm: RegExp, settings?: Partial<SamlSettings>]> = {
    'past its end': [says(() => signed(text({ validUntil: Date.now() - 1000 }))), /metadata-expired/],
    'an end that is no time': [
      says(() => signed(text().replace('<md:EntityDescriptor', '<md:EntityDescriptor validUntil="never"'))),
      /metadata-expired/,
    ],
    unsigned: [says(() => text()), /unsigned/],
    'signed by another': [says(() => signed(text(), stranger)), /wrong-signature/],
    'changed after it was signed': [
      says(() => signed(text()).replace('idp.test/sso', 'evil.test/sso')),
      /wrong-signature/,
    ],
    'a second provider inside': [says(() => signed(extra(text()))), /metadata-shape/],
    'a second provider, nobody asking for a signature': [
      says(() => extra(text())),
      /metadata-shape/,
      { metadataSigners: [] },
    ],
    'of another entity': [says(() => signed(text({ entityId: 'https://evil.test/' }))), /wrong-issuer/],
    'several entities': [
      says(
        () =>
          `<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">${text()}</md:EntitiesDescriptor>`,
      ),
      /metadata-shape/,
      { metadataSigners: [] },
    ],
    'no key': [says(() => signed(text({ certificates: [] }))), /metadata-shape/],
    'addresses without TLS': [says(() => signed(text({ sso: 'http://idp.test/sso' }))), /metadata-shape/],
    'a document type': [says(() => `<!DOCTYPE x>${text()}`), /markup-declaration/, { metadataSigners: [] }],
    'an HTML page': [says(() => '<!doctype html><title>Sign in</title>'), /markup-declaration/],
    'a redirect': [
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      /metadata-unreachable/,
    ],
    'an error': [(response) => response.writeHead(503).end(), /metadata-unreachable/],
    'without an end': [
      (response) => {
        const piece = Buffer.alloc(65_536, ' ');
        const more = (): void => {
          while (!response.destroyed && response.write(piece));
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
      /metadata-unreachable/,
    ],
  };
  for (const [name, [answer, alarm, settings]] of Object.entries(poisons))
    test(`SAML-31 ${name}: what is in force stays, and the operator is told`, async () => {
      serves(settings?.metadataSigners ? text() : signed(text()));
      const from = source(settings);
      const good = await from.current();
      origin.respond((_request, response) => answer(response));
      now += HOUR;
      await settled(from);
      assert.match(alarms.join(), alarm);
      assert.equal(await from.current(), good);
      assert.match(alarms[0] ?? '', alarm);
      const fresh = source(settings);
      await assert.rejects(fresh.current(), { code: 'provider-unavailable' });
    });

  test('what is in force counts to its own end and no longer', async () => {
    serves(signed(text({ validUntil: now + 2 * HOUR })));
    const from = source();
    await from.current();
    serves('');
    now += 2 * HOUR + 1;
    await assert.rejects(from.current(), { code: 'provider-unavailable' });
    serves(signed(text({ validUntil: now + HOUR })));
    now += 5000;
    await from.current();
  });

  test('without a name in the settings, the first one read stays the provider’s', async () => {
    serves(signed(text()));
    const from = source({ issuer: undefined });
    await from.current();
    serves(signed(text({ entityId: 'https://other.test/' })));
    now += HOUR;
    await settled(from);
    assert.match(alarms.join(), /wrong-issuer/);
    assert.equal((await from.current()).entityId, IDP);
  });

  test('a signature of no known key has the metadata read again, once a minute', async () => {
    serves(signed(text()));
    const from = source();
    await from.current();
    serves(signed(text({ certificates: [next?.cert ?? ''] })));
    const before = origin.seen.length;
    assert.equal((await from.renewed()).keys[0]?.equals((await from.current()).keys[0] as never), true);
    assert.equal(origin.seen.length, before, 'read again within the minute');
    now += 61_000;
    const [old, renewed] = [await from.current(), await from.renewed()];
    assert.equal(renewed.keys[0]?.equals(old.keys[0] as never), false);
  });

  test('a signing key rolls over: both keys of the metadata count, then the new one is learned from the file', async () => {
    const saml = await startSamlHarness();
    try {
      const write = (...pairs: readonly (SigningPair | undefined)[]): void => {
        const certificates = pairs.map((pair) => pair?.cert ?? '');
        writeFileSync(
          saml.metadataFile,
          idpMetadata({ entityId: 'https://idp.corp.test/entity', certificates, sso: 'https://idp.corp.test/sso' }),
        );
      };
      const enters = async (pair: SigningPair): Promise<number> => {
        const browser = saml.gateway.client();
        const { requestId, relayState } = await saml.begin(browser);
        return (await saml.deliver(browser, saml.signed(saml.fields(requestId), pair), relayState)).status;
      };
      write(saml.idp, next);
      assert.deepEqual([await enters(saml.idp), await enters(next as SigningPair)], [200, 200]);
      assert.equal(await enters(stranger as SigningPair), 400);
      write(stranger);
      assert.equal(await enters(stranger as SigningPair), 400, 'read again within the minute');
      saml.gateway.clock.now += 61_000;
      assert.equal(await enters(stranger as SigningPair), 200, saml.reason());
      assert.equal(await enters(saml.idp), 400);
    } finally {
      await saml.close();
    }
  });

  test('keys of ours: the first signs, every one decrypts, all are published', async () => {
    const saml = await startSamlHarness((_idp, own) => ({ keys: [own, next as SigningPair] }));
    try {
      const published = (await saml.gateway.client().send(saml.entityId)).body.toString();
      assert.equal([...published.matchAll(/use="encryption"/g)].length, 2);
    } finally {
      await saml.close();
    }
  });
});
