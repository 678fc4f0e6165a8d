import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { openCountryFile } from '../../../src/proxy/where/country-file.ts';
import { countryDatabase } from '../../support/address-database.ts';
import type { BrowserClient } from '../../support/browser-client.ts';
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts';

const HOME = '127.0.0.1';
const ABROAD = '127.0.0.2';
const NOWHERE = '127.0.0.3';
const COUNTRIES = countryDatabase({ [`${HOME}/32`]: 'DE', [`${ABROAD}/32`]: 'US', '192.0.2.0/24': 'FR' });

const named = (id: string) => ({ id, name: id, severity: 'high', mode: 'active', action: 'block' }) as const;
const POLICIES: readonly PolicyDocument[] = [
  { ...named('at-home'), control: 'access', when: { app: ['wiki'], not: { country: ['DE'] } } },
  { ...named('in-office'), control: 'access', when: { app: ['mail'], not: { network: ['office'] } } },
  { ...named('not-from-abroad'), control: 'download', when: { ip: [ABROAD] } },
];

describe('DEV-09: where a request comes from is what the socket says', () => {
  let gateway: TestGateway;
  let directory: string;
  let alice: BrowserClient;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-countries-'));
    const countryFile = join(directory, 'countries.mmdb');
    writeFileSync(countryFile, COUNTRIES);
    // A socket of both families shows v4 addresses as v4-mapped v6.
    const both = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === 'IPv6'));
    gateway = await startTestGateway({
      policies: POLICIES,
      handler: (_request, response) => response.end('inside'),
      change: (config) => ({
        ...config,
        countryFile,
        networks: [{ name: 'office', category: 'corporate', tags: [], ranges: [HOME] }],
        listen: { host: both ? '::' : HOME, port: config.listen.port },
      }),
    });
    alice = await gateway.signedIn('alice');
    await alice.navigate(`${gateway.suffix('mail.partner.test')}/`);
  });
  after(async () => {
    await gateway?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** What the same session, already signed in, gets from an address. */
  async function statusFrom(address: string, host: string, headers: Record<string, string> = {}): Promise<number> {
    alice.from = address;
    const { length } = gateway.origin.seen;
    const { status } = await alice.send(`${gateway.suffix(host)}/`, { headers });
    assert.equal(gateway.origin.seen.length - length, status === 200 ? 1 : 0, 'what is refused reaches no app');
    return status;
  }

  test('DEV-09: each request of a session is judged by its own address, and one that nobody knows is refused', async () => {
    for (const host of ['wiki.corp.test', 'mail.partner.test']) {
      assert.equal(await statusFrom(HOME, host), 200);
      assert.equal(await statusFrom(ABROAD, host), 403);
      assert.equal(await statusFrom(NOWHERE, host), 403);
      assert.equal(await statusFrom(HOME, host), 200, 'and back');
    }
  });

  test('DEV-09: no field of a request moves its address', async () => {
    const claims = [
      'x-forwarded-for',
      'x-real-ip',
      'x-client-ip',
      'client-ip',
      'true-client-ip',
      'cf-connecting-ip',
      'x-original-forwarded-for',
      'x-azure-clientip',
    ];
    const spoofed = Object.fromEntries(claims.map((name) => [name, HOME]));
    const all = { ...spoofed, forwarded: `for=${HOME};proto=https`, via: '1.1 proxy' };
    for (const host of ['wiki.corp.test', 'mail.partner.test'])
      for (const address of [ABROAD, NOWHERE])
        assert.equal(await statusFrom(address, host, all), 403, `${host} ${address}`);
  });

  test('DEV-09: a PROXY header from nobody in particular ends the connection', async () => {
    const v2 = Buffer.from('0d0a0d0a000d0a515549540a2111000c7f0000017f000001115c01bb', 'hex');
    for (const header of [Buffer.from(`PROXY TCP4 ${HOME} ${HOME} 4444 443\r\n`), v2]) {
      const { length } = gateway.origin.seen;
      const socket = connect({ host: HOME, port: gateway.port, localAddress: ABROAD });
      const got: Buffer[] = [];
      socket.on('data', (piece: Buffer) => got.push(piece));
      socket.on('error', () => socket.destroy());
      await once(socket, 'connect');
      socket.write(header);
      await once(socket, 'close');
      assert.doesNotMatch(Buffer.concat(got).toString('latin1'), /HTTP|inside/);
      assert.equal(gateway.origin.seen.length, length);
    }
  });

  test('DEV-09: a v4-mapped address is that of v4, and one of another shape is no known country', () => {
    const countryOf = openCountryFile(join(directory, 'countries.mmdb'));
    for (const same of ['192.0.2.9', '::ffff:192.0.2.9', '::FFFF:192.0.2.9']) assert.equal(countryOf(same), 'FR', same);
    for (const other of ['64:ff9b::c000:209', '2002:c000:209::1', '192.0.2.9:443', '192.0.2', '', 'localhost'])
      assert.equal(countryOf(other), undefined, other);
  });
});

describe('DEV-07: what a device is comes from the token that the gateway has checked', () => {
  let gateway: TestGateway;
  const CLAIMS = [
    'device_compliant',
    'deviceid',
    'xms_cc',
    'http://schemas.microsoft.com/2014/09/devicecontext/claims/iscompliant',
    'http://schemas.microsoft.com/2014/09/devicecontext/claims/trusttype',
  ];
  before(async () => {
    gateway = await startTestGateway({
      policies: [
        { ...named('managed-only'), control: 'access', when: { app: ['wiki'], not: { device: ['compliant'] } } },
      ],
      handler: (_request, response) => response.end('inside'),
    });
  });
  after(() => gateway?.close());

  const asked = async (browser: BrowserClient, headers: Record<string, string> = {}, query = ''): Promise<number> =>
    (await browser.send(`${gateway.suffix('wiki.corp.test')}/${query}`, { headers })).status;

  test('DEV-07: no field, cookie, parameter or token of the browser’s own making says it', async () => {
    assert.equal(await asked(await gateway.signedIn('alice')), 200);
    for (const name of ['bob', 'carol']) {
      const browser = await gateway.signedIn(name);
      const payload = Buffer.from(JSON.stringify(Object.fromEntries(CLAIMS.map((claim) => [claim, true])))).toString(
        'base64url',
      );
      const token = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      assert.equal(await asked(browser), 403);
      for (const said of [
        {
          'x-device-compliant': 'true',
          'x-ms-device-compliant': 'true',
          'x-device-id': '1',
          'x-ms-trusttype': 'ServerAD',
        },
        { authorization: `Bearer ${token}` },
        { 'x-ms-token-aad-id-token': token, 'x-id-token': token, 'x-forwarded-access-token': token },
      ])
        assert.notEqual(await asked(browser, said), 200, JSON.stringify(said));
      for (const key of ['device_compliant', 'deviceTags', 'compliant'])
        browser.jar.setCookieSync(`${key}=true; Secure; Path=/`, gateway.suffix('wiki.corp.test'));
      assert.equal(await asked(browser, {}, `?device_compliant=true&compliant=1&id_token=${token}`), 403);
    }
  });
});
