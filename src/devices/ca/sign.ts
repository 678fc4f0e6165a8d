import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';

/**
 * Signs with SHA-256. For RSA the parameters of the algorithm must be NULL (RFC 4055 section 5), which the library leaves
 * out; whoever writes the certificate anew, as PKCS#12 writers do, puts them in and breaks the signature.
 */
export async function sign(
  content: pkijs.Certificate | pkijs.CertificateRevocationList,
  key: CryptoKey,
): Promise<void> {
  if (key.algorithm.name !== 'RSASSA-PKCS1-v1_5') return content.sign(key, 'SHA-256');
  const algorithm = new pkijs.AlgorithmIdentifier({ algorithmId: SHA256_WITH_RSA, algorithmParams: new asn1js.Null() });
  content.signature = algorithm;
  content.signatureAlgorithm = algorithm;
  // Of a list the library's types hide what it offers for a certificate.
  const { encodeTBS } = content as pkijs.Certificate;
  content.tbsView = new Uint8Array(encodeTBS.call(content as pkijs.Certificate).toBER());
  const value = await crypto.subtle.sign(key.algorithm.name, key, new Uint8Array(content.tbsView));
  content.signatureValue = new asn1js.BitString({ valueHex: value });
}
