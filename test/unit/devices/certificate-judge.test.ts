import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type CertificateJudge, createCertificateJudge } from '../../../src/devices/certificate-judge.ts';
import type { CertificateSettings, RevocationSettings } from '../../../src/devices/certificate-settings.ts';
import { type FetchBytes, Unfetched } from '../../../src/devices/fetch-bytes.ts';
import { OID } from '../../../src/devices/oids.ts';
import { DAY, presented, sha256, type TestAuthority, testAuthority } from '../../support/test-pki.ts';

const ALICE = { name: 'alice', email: 'alice@corp.test' };
const NOBODY_ASKED: RevocationSettings = { mode: 'off', crls: [], ocsp: [], uncovered: 'refuse' };
const CRL_URL = 'http://crl.corp.test/list';
const OCSP_URL = 'http://ocsp.corp.test/';

describe('judging a certificate', () => {
  let root: TestAuthority;
  let inner: TestAuthority;
  let other: TestAuthority;
  let directory: string;
  const clock = { now: Date.now() };
  const failures: string[] = [];
  const fetched: string[] = [];
  const answers = new Map<string, () => Buffer>();
  const fetchBytes: FetchBytes = async (url) => {
    fetched.push(url);
    const answer = answers.get(url);
    if (!answer) throw new Unfetched(`${url} is down`);
    return answer();
  };
  before(async () => {
    root = await testAuthority('Root');
    inner = await root.intermediate('Inner');
    other = await testAuthority('Root');
    directory = mkdtempSync(join(tmpdir(), 'sallyport-judge-'));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  function judge(
    change: Partial<CertificateSettings> = {},
    revocation: Partial<RevocationSettings> = {},
  ): CertificateJudge {
    failures.length = 0;
    fetched.length = 0;
    clock.now = Date.now();
    const settings = { authorities: [root.pem], purposes: [OID.clientAuth], holder: 'anybody' as const, ...change };
    return createCertificateJudge({
      settings: { ...settings, revocation: { ...NOBODY_ASKED, ...revocation } },
      fetchBytes,
      now: () => clock.now,
      failed: (place, error) => failures.push(`${place}: ${String(error)}`),
    });
  }
  const outcome = async (
    by: CertificateJudge,
    ...[first, user = ALICE]: [Parameters<typeof by.judge>[0], typeof ALICE?]
  ) => (await by.judge(first, user)).outcome;

  test('a good one of a root, of an uploaded intermediate alone, and of one that was sent along', async () => {
    const direct = await root.issue();
    const deep = await inner.issue();
    assert.equal(await outcome(judge(), presented(direct)), 'valid');
    assert.equal(await outcome(judge(), presented(deep, [inner])), 'valid');
    assert.equal(await outcome(judge({ authorities: [inner.pem] }), presented(deep)), 'valid');
    const both = judge({ authorities: [`${other.pem}${root.pem}`] });
    assert.equal(await outcome(both, presented(await other.issue())), 'valid');
    assert.equal(await outcome(both, presented(direct)), 'valid');
  });

  test('what is remembered names the certificate', async () => {
    const leaf = await root.issue({ name: 'laptop-7' });
    const { certificate, at } = await judge().judge(presented(leaf), ALICE);
    assert.equal(certificate?.fingerprint, sha256(leaf.der));
    assert.equal(certificate?.serial, leaf.serial.replace(/^0+/, ''));
    assert.equal(certificate?.subject, 'CN=laptop-7');
    assert.equal(at, clock.now);
  });

  test('none, an empty chain and noise', async () => {
    assert.equal(await outcome(judge(), undefined), 'none');
    assert.equal(await outcome(judge(), { chain: [], trusted: true }), 'unreadable');
    assert.equal(await outcome(judge(), { chain: [Buffer.from('30030201')], trusted: true }), 'unreadable');
  });

  test('DEV-01: one with the right names and another key is of an unknown authority, whatever was said of its chain', async () => {
    const forged = await other.issue();
    assert.equal(await outcome(judge(), presented(forged)), 'unknown-authority');
    assert.equal(await outcome(judge(), presented(forged, [other])), 'unknown-authority');
    assert.equal(await outcome(judge(), presented(forged, [], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')), 'unknown-authority');
  });

  test('DEV-02: a leaf is never an authority', async () => {
    const leaf = await root.issue();
    const child = await testAuthority('child', { ...root, certificate: leaf.certificate, signingKey: leaf.signingKey });
    const asAuthority = { ...root, der: leaf.der };
    assert.equal(await outcome(judge(), presented(await child.issue(), [child, asAuthority])), 'unknown-authority');
    const signed = await testAuthority('x', { ...root, certificate: leaf.certificate, signingKey: leaf.signingKey });
    assert.equal(await outcome(judge(), { chain: [signed.der, leaf.der], trusted: true }), 'unknown-authority');
  });

  test('DEV-03: expired, not yet valid, wrong purpose, weak key, weak signature', async () => {
    const cases = [
      ['expired', { notBefore: Date.now() - 9 * DAY, notAfter: Date.now() - DAY }],
      ['not-yet-valid', { notBefore: Date.now() + DAY }],
      ['wrong-purpose', { purposes: ['1.3.6.1.5.5.7.3.1'] }],
      ['wrong-purpose', { purposes: [] }],
      ['weak-key', { weakKey: true }],
      ['weak-key', { sha1: true }],
    ] as const;
    for (const [expected, options] of cases)
      assert.equal(await outcome(judge(), presented(await root.issue(options))), expected, JSON.stringify(options));
  });

  test('DEV-03: what OpenSSL found wrong keeps its name', async () => {
    const leaf = await root.issue();
    for (const [problem, expected] of [
      ['CERT_HAS_EXPIRED', 'expired'],
      ['INVALID_PURPOSE', 'wrong-purpose'],
      ['EE_KEY_TOO_SMALL', 'weak-key'],
      ['PERMITTED_VIOLATION', 'not-trusted'],
      ['A_WORD_OF_TOMORROW', 'not-trusted'],
    ] as const)
      assert.equal(await outcome(judge(), presented(leaf, [], problem)), expected);
  });

  test('a purpose of one’s own is asked for beside the usual one', async () => {
    const own = '1.3.6.1.4.1.99999.7';
    const strict = judge({ purposes: [OID.clientAuth, own] });
    assert.equal(await outcome(strict, presented(await root.issue({ purposes: [OID.clientAuth, own] }))), 'valid');
    assert.equal(await outcome(strict, presented(await root.issue())), 'wrong-purpose');
  });

  test('another user’s certificate, where it must be the user’s own', async () => {
    const hers = await root.issue({ name: 'Alice', mail: 'Alice@corp.test' });
    const his = await root.issue({ name: 'bob', mail: 'bob@corp.test' });
    const trap = await root.issue({ name: 'x, email:alice@corp.test', mail: 'bob@corp.test' });
    const byMail = judge({ holder: 'mail' });
    assert.equal(await outcome(byMail, presented(hers)), 'valid');
    assert.equal(await outcome(byMail, presented(his)), 'other-user');
    assert.equal(await outcome(byMail, presented(trap)), 'other-user');
    assert.equal(await outcome(byMail, presented(hers), { name: 'alice' } as never), 'other-user');
    assert.equal(await outcome(judge({ holder: 'name' }), presented(hers)), 'valid');
    assert.equal(await outcome(judge({ holder: 'name' }), presented(his)), 'other-user');
    assert.equal(await outcome(judge({ holder: 'principal' }), presented(hers)), 'other-user');
  });

  describe('revocation lists', () => {
    const file = (): string => join(directory, 'list.crl');

    test('from a file: revoked, good, and seen when the file changes', async () => {
      const [bad, good] = [await root.issue(), await root.issue()];
      writeFileSync(file(), await root.crl([bad]));
      const by = judge({}, { mode: 'hard', crls: [file()] });
      assert.equal(await outcome(by, presented(bad)), 'revoked');
      const check = await by.judge(presented(good), ALICE);
      assert.equal(check.outcome, 'valid');
      assert.equal(by.standing(check), 'valid');
      writeFileSync(file(), await root.crl([bad, good]));
      await by.refresh();
      assert.equal(by.standing(check), 'revoked');
    });

    test('a session’s certificate ends with its validity', async () => {
      const by = judge();
      const check = await by.judge(presented(await root.issue({ notAfter: Date.now() + DAY })), ALICE);
      clock.now += 2 * DAY;
      assert.equal(by.standing(check), 'expired');
    });

    test('next update is honoured: hard refuses a stale list, soft passes, a revoked entry of it still counts', async () => {
      const [bad, good] = [await root.issue(), await root.issue()];
      writeFileSync(file(), await root.crl([bad], { thisUpdate: Date.now() - 9 * DAY, nextUpdate: Date.now() - DAY }));
      const hard = judge({}, { mode: 'hard', crls: [file()] });
      assert.equal(await outcome(hard, presented(good)), 'revocation-unknown');
      assert.equal(await outcome(hard, presented(bad)), 'revoked');
      const soft = judge({}, { mode: 'soft', crls: [file()] });
      assert.equal(await outcome(soft, presented(good)), 'valid');
      assert.equal(await outcome(soft, presented(bad)), 'revoked');
    });

    test('a list somebody else signed says nothing', async () => {
      writeFileSync(file(), await other.crl([]));
      const by = judge({}, { mode: 'hard', crls: [file()] });
      assert.equal(await outcome(by, presented(await root.issue())), 'revocation-uncovered');
    });

    test('without a list for its authority: refused or accepted, by setting; never accepted while a list is missing', async () => {
      const leaf = presented(await root.issue());
      writeFileSync(file(), await other.crl([]));
      assert.equal(await outcome(judge({}, { mode: 'hard', crls: [file()] }), leaf), 'revocation-uncovered');
      assert.equal(await outcome(judge({}, { mode: 'hard', crls: [file()], uncovered: 'accept' }), leaf), 'valid');
      const gone = judge({}, { mode: 'hard', crls: [join(directory, 'gone.crl')], uncovered: 'accept' });
      assert.equal(await outcome(gone, leaf), 'revocation-unknown');
      assert.match(failures.join(), /gone\.crl/);
    });

    test('an older list does not replace a newer one', async () => {
      const bad = await root.issue();
      writeFileSync(file(), await root.crl([bad]));
      const by = judge({}, { mode: 'hard', crls: [file()] });
      assert.equal(await outcome(by, presented(bad)), 'revoked');
      writeFileSync(file(), await root.crl([], { thisUpdate: Date.now() - DAY }));
      assert.equal(await outcome(by, presented(bad)), 'revoked');
      assert.match(failures.join(), /older/);
    });

    test('from an address: fetched once, again when half its time is over, kept while the address is down', async () => {
      const bad = await root.issue();
      const list = await root.crl([bad], { nextUpdate: Date.now() + 1_800_000 });
      answers.set(CRL_URL, () => list);
      const by = judge({}, { mode: 'hard', crls: [CRL_URL] });
      for (const _ of [1, 2, 3]) assert.equal(await outcome(by, presented(bad)), 'revoked');
      assert.equal(fetched.length, 1);
      clock.now += 1_000_000;
      answers.delete(CRL_URL);
      assert.equal(await outcome(by, presented(bad)), 'revoked');
      assert.equal(fetched.length, 2);
    });

    test('SSRF-11: an address inside a certificate is never fetched', async () => {
      const { clientExtensions } = await import('../../../src/devices/ca/client-extensions.ts');
      const points = clientExtensions('x', 'http://169.254.169.254/').filter(
        ({ extnID }) => extnID === OID.crlDistributionPoints,
      );
      assert.equal(points.length, 1);
      const by = judge({}, { mode: 'hard' });
      assert.equal(await outcome(by, presented(await root.issue({ extra: points }))), 'revocation-uncovered');
      assert.deepEqual(fetched, []);
    });

    test('a revoked intermediate takes its certificates with it, sent along or uploaded', async () => {
      const revokedInner = { ...(await inner.issue()), serial: serialOf(inner) };
      writeFileSync(file(), await root.crl([revokedInner]));
      const innerList = join(directory, 'inner.crl');
      writeFileSync(innerList, await inner.crl([]));
      const leaf = await inner.issue();
      const sent = judge({}, { mode: 'hard', crls: [file(), innerList] });
      assert.equal(await outcome(sent, presented(leaf, [inner])), 'revoked');
    });
  });

  describe('OCSP', () => {
    const hard = { mode: 'hard', ocsp: [OCSP_URL] } as const;

    test('good, revoked, unknown', async () => {
      for (const [status, expected] of [
        [0, 'valid'],
        [1, 'revoked'],
        [2, 'revocation-uncovered'],
      ] as const) {
        const leaf = await root.issue();
        const bytes = await root.ocsp(leaf, status);
        answers.set(OCSP_URL, () => bytes);
        assert.equal(await outcome(judge({}, hard), presented(leaf)), expected, failures.join());
      }
    });

    test('a good answer is kept until its end', async () => {
      const leaf = await root.issue();
      const bytes = await root.ocsp(leaf, 0, { nextUpdate: Date.now() + 600_000 });
      answers.set(OCSP_URL, () => bytes);
      const by = judge({}, hard);
      for (const _ of [1, 2]) assert.equal(await outcome(by, presented(leaf)), 'valid');
      assert.equal(fetched.length, 1);
      clock.now += 601_000;
      answers.delete(OCSP_URL);
      assert.equal(await outcome(by, presented(leaf)), 'revocation-unknown');
    });

    test('a responder that is down: hard refuses, soft passes, a good list is enough', async () => {
      answers.delete(OCSP_URL);
      const leaf = await root.issue();
      assert.equal(await outcome(judge({}, hard), presented(leaf)), 'revocation-unknown');
      assert.equal(await outcome(judge({}, { ...hard, mode: 'soft' }), presented(leaf)), 'valid');
      const file = join(directory, 'ok.crl');
      writeFileSync(file, await root.crl([]));
      assert.equal(await outcome(judge({}, { ...hard, crls: [file] }), presented(leaf)), 'valid');
    });

    test('an answer that is forged, stale, for another certificate or another question is none', async () => {
      const [leaf, friend] = [await root.issue(), await root.issue()];
      const stranger = await other.issue({ purposes: [OID.ocspSigning] });
      const plain = await root.issue();
      for (const [name, bytes] of [
        ['another authority', await other.ocsp(leaf, 0)],
        ['a responder of another authority', await root.ocsp(leaf, 0, { signer: stranger })],
        ['a certificate that may not answer', await root.ocsp(leaf, 0, { signer: plain })],
        ['too old', await root.ocsp(leaf, 0, { nextUpdate: Date.now() - 3_600_000 })],
        ['another question', await root.ocsp(leaf, 0, { nonce: new Uint8Array(18).buffer })],
        ['noise', Buffer.from('not an answer')],
      ] as const) {
        answers.set(OCSP_URL, () => bytes);
        assert.equal(await outcome(judge({}, hard), presented(leaf)), 'revocation-unknown', name);
      }
      const elsewhere = await root.ocsp(friend, 0);
      answers.set(OCSP_URL, () => elsewhere);
      assert.equal(await outcome(judge({}, hard), presented(leaf)), 'revocation-uncovered');
    });

    test('an authority that is an intermediate answers for its own', async () => {
      const leaf = await inner.issue();
      const bytes = await inner.ocsp(leaf, 1);
      answers.set(OCSP_URL, () => bytes);
      assert.equal(await outcome(judge({ authorities: [inner.pem] }, hard), presented(leaf)), 'revoked');
      const sent = judge({}, hard);
      assert.equal(await outcome(sent, presented(leaf, [inner])), 'revoked', failures.join());
    });

    test('a responder the authority appointed may answer', async () => {
      const leaf = await root.issue();
      const signer = await root.issue({ purposes: [OID.ocspSigning] });
      const bytes = await root.ocsp(leaf, 1, { signer });
      answers.set(OCSP_URL, () => bytes);
      assert.equal(await outcome(judge({}, hard), presented(leaf)), 'revoked', failures.join());
    });
  });
});

function serialOf({ certificate }: TestAuthority): string {
  return Buffer.from(certificate.serialNumber.valueBlock.valueHexView).toString('hex');
}
