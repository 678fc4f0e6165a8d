import 'reflect-metadata';
import { X509Certificate as NodeCertificate, webcrypto } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** A certificate chain and its key, PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority of one's own, for the demo, tests and closed networks. */
export interface LocalCa {
  /** PEM of the authority: what a browser or an app is told to trust. */
  readonly certificate: string;
  readonly certificateFile: string;
  /** A certificate for exactly these hosts, newly minted; at most 398 days (CA/Browser Forum, section 6.3.2). */
  issue(hosts: readonly string[]): Promise<KeyPair>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
const crypto = webcrypto as unknown as Crypto;

/** Opens the authority of a directory, making it on first use. The key is readable by its owner only. */
export async function openLocalCa(directory: string, name: string): Promise<LocalCa> {
  x509.cryptoProvider.set(crypto);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const certificateFile = join(directory, 'ca.pem');
  const keyFile = join(directory, 'ca-key.pem');
  if (!existsSync(certificateFile) || !existsSync(keyFile)) await createCa(name, certificateFile, keyFile);
  const certificate = readFileSync(certificateFile, 'utf8');
  const issuer = new x509.X509Certificate(certificate);
  const signingKey = await crypto.subtle.importKey('pkcs8', pemBody(readFileSync(keyFile, 'utf8')), ALGORITHM, false, [
    'sign',
  ]);
  return {
    certificate,
    certificateFile,
    async issue(hosts) {
      const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
      const leaf = await x509.X509CertificateGenerator.create(
        {
          serialNumber: serial(),
          issuer: issuer.subjectName,
          subject: `CN=${hosts[0]?.slice(0, 64).replace(/[,+"\\<>;]/g, '') ?? ''}`,
          notBefore: new Date(Date.now() - DAY),
          notAfter: new Date(Math.min(Date.now() + 390 * DAY, issuer.notAfter.getTime())),
          signingKey,
          publicKey: keys.publicKey,
          signingAlgorithm: ALGORITHM,
          extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
            new x509.SubjectAlternativeNameExtension(
              hosts.map((host) => ({ type: /^[\d.]+$|:/.test(host) ? 'ip' : 'dns', value: host })),
            ),
            await x509.AuthorityKeyIdentifierExtension.create(issuer, false, crypto),
          ],
        },
        crypto,
      );
      return { cert: `${leaf.toString('pem')}\n${certificate}`, key: await pemKey(keys.privateKey) };
    },
  };
}

async function createCa(name: string, certificateFile: string, keyFile: string): Promise<void> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(),
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - DAY),
      notAfter: new Date(Date.now() + 3650 * DAY),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  writeFileSync(keyFile, await pemKey(keys.privateKey), { mode: 0o600 });
  chmodSync(keyFile, 0o600);
  writeFileSync(certificateFile, `${certificate.toString('pem')}\n`);
}

/** 126 random bits, positive (RFC 5280 section 4.1.2.2). */
function serial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return Buffer.from(bytes).toString('hex');
}

async function pemKey(key: CryptoKey): Promise<string> {
  const body = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
    .toString('base64')
    .replace(/(.{64})/g, '$1\n');
  return `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
}

function pemBody(pem: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64'));
}

/** When a PEM certificate ends, epoch milliseconds. */
export function expiresAt(pem: string): number {
  return Date.parse(new NodeCertificate(pem).validTo);
}
