import { randomBytes, X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { type FetchBytes, Unfetched } from '../fetch-bytes.ts';
import { OID } from '../oids.ts';
import type { AskStanding, Standing } from './standing.ts';

/** An answer and how long it may be relied on, epoch milliseconds. */
interface Held {
  readonly standing: Standing;
  readonly until: number;
}

/** Milliseconds an answer is kept at most, even if it says more. */
const MOST = 3_600_000;
/** Milliseconds clocks may differ. */
const SKEW = 5 * 60_000;
const MAX_HELD = 10_000;
const STATUS: readonly Standing[] = ['good', 'revoked', 'uncovered'];
const SUCCESSFUL = 0;
/** Responders say so of certificates they do not know (RFC 6960 section 2.3). */
const UNAUTHORIZED = 6;

/** Asks OCSP responders (RFC 6960), each in turn until one knows. `failed` is told why one gave no answer. */
export function createOcsp(
  urls: readonly string[],
  fetchBytes: FetchBytes,
  now: () => number,
  failed: (place: string, error: unknown) => void,
): AskStanding {
  const held = new Map<string, Held>();

  async function askOne(url: string, leaf: X509Certificate, issuer: X509Certificate): Promise<Held> {
    const [certificate, issuerCertificate] = [leaf, issuer].map(({ raw }) =>
      pkijs.Certificate.fromBER(new Uint8Array(raw)),
    ) as [pkijs.Certificate, pkijs.Certificate];
    const nonce = new asn1js.OctetString({ valueHex: new Uint8Array(randomBytes(16)).buffer }).toBER();
    const question = new pkijs.OCSPRequest();
    await question.createForCertificate(certificate, { hashAlgorithm: 'SHA-1', issuerCertificate });
    question.tbsRequest.requestExtensions = [new pkijs.Extension({ extnID: OID.ocspNonce, extnValue: nonce })];
    const body = new Uint8Array(question.toSchema(true).toBER());
    const bytes = await fetchBytes(url, { type: 'application/ocsp-request', body });
    const answer = basicAnswer(bytes);
    if (answer === 'unauthorized') return { standing: 'uncovered', until: 0 };
    if (!(await isSignedFor(answer, issuer, now()))) throw new Unfetched('nobody who may answer has signed the answer');
    const echoed = answer.tbsResponseData.responseExtensions?.find(({ extnID }) => extnID === OID.ocspNonce);
    if (echoed && !Buffer.from(echoed.extnValue.valueBlock.valueHexView).equals(Buffer.from(nonce)))
      throw new Unfetched('the answer is one to another question');
    const times = answer.tbsResponseData.responses.map(({ thisUpdate, nextUpdate }) => ({
      from: thisUpdate.getTime(),
      until: nextUpdate?.getTime() ?? (echoed ? now() + SKEW : Number.NEGATIVE_INFINITY),
    }));
    if (times.some(({ from, until }) => from > now() + SKEW || until < now() - SKEW))
      throw new Unfetched('the answer is too old, or from the future');
    const { isForCertificate, status } = await answer.getCertificateStatus(certificate, issuerCertificate);
    const standing = isForCertificate ? (STATUS[status] ?? 'uncovered') : 'uncovered';
    return { standing, until: Math.min(now() + MOST, ...times.map(({ until }) => until)) };
  }

  return async (leaf, issuer) => {
    const key = `${issuer.fingerprint256} ${leaf.fingerprint256}`;
    const before = held.get(key);
    if (before && before.until > now()) return before.standing;
    let silent = false;
    for (const url of urls) {
      try {
        const answer = await askOne(url, leaf, issuer);
        if (answer.standing === 'uncovered') continue;
        if (held.size >= MAX_HELD) held.delete(held.keys().next().value as string);
        held.set(key, answer);
        return answer.standing;
      } catch (error) {
        silent = true;
        failed(url, error);
      }
    }
    return silent ? 'unknown' : 'uncovered';
  };
}

/** By the authority, or by whom it appointed directly and only for this (RFC 6960 section 4.2.2.2). */
async function isSignedFor(answer: pkijs.BasicOCSPResponse, issuer: X509Certificate, at: number): Promise<boolean> {
  const sent = (answer.certs ?? []).map((each) => new X509Certificate(Buffer.from(each.toSchema().toBER())));
  const appointed = sent.filter(
    (each) =>
      (each.keyUsage as readonly string[] | undefined)?.includes(OID.ocspSigning) &&
      each.checkIssued(issuer) &&
      each.verify(issuer.publicKey) &&
      at >= each.validFromDate.getTime() &&
      at <= each.validToDate.getTime(),
  );
  for (const { raw } of [issuer, ...appointed]) {
    const { subjectPublicKeyInfo } = pkijs.Certificate.fromBER(new Uint8Array(raw));
    const { tbsResponseData, signature, signatureAlgorithm } = answer;
    const signed = pkijs
      .getCrypto(true)
      .verifyWithPublicKey(
        new Uint8Array(tbsResponseData.tbsView),
        signature,
        subjectPublicKeyInfo,
        signatureAlgorithm,
      );
    if (await signed) return true;
  }
  return false;
}

function basicAnswer(bytes: Buffer): pkijs.BasicOCSPResponse | 'unauthorized' {
  const response = pkijs.OCSPResponse.fromBER(new Uint8Array(bytes));
  const status = response.responseStatus.valueBlock.valueDec;
  if (status === UNAUTHORIZED) return 'unauthorized';
  if (status !== SUCCESSFUL || response.responseBytes?.responseType !== OID.ocspBasic)
    throw new Unfetched(`the responder answered with status ${status}`);
  return pkijs.BasicOCSPResponse.fromBER(new Uint8Array(response.responseBytes.response.valueBlock.valueHexView));
}
