import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as pkijs from 'pkijs';
import { OID } from '../oids.ts';
import { fromPem, toPem } from '../pem.ts';
import { buildCertificate, extension, KEY_ALGORITHM, keyUsage } from './build-certificate.ts';
import { buildCrl } from './build-crl.ts';
import { clientExtensions } from './client-extensions.ts';
import { type IssuedCertificate, type Ledger, readLedger, writeLedger, writeWhole } from './ledger.ts';

const DAY = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Clocks of devices differ. */
const EARLIER = 5 * 60_000;

/** Files of an authority in its directory. */
export function authorityFiles(directory: string): Readonly<Record<'certificate' | 'key' | 'ledger' | 'crl', string>> {
  return {
    certificate: join(directory, 'device-ca.pem'),
    key: join(directory, 'device-ca-key.pem'),
    ledger: join(directory, 'issued.json'),
    crl: join(directory, 'device-ca.crl.pem'),
  };
}

/** A certificate for a device and its key, PEM. */
export interface DeviceCertificate extends IssuedCertificate {
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

/** An authority for device certificates. Every method writes its files before it returns. */
export interface DeviceAuthority {
  issue(user: string, days: number): Promise<DeviceCertificate>;
  /** Revokes by serial (hex) or every certificate of a user; gives those that were revoked now. The list is written anew. */
  revoke(serialOrUser: string, crlDays: number): Promise<readonly IssuedCertificate[]>;
  /** Writes the list anew; gives its file. */
  writeCrl(days: number): Promise<string>;
  readonly issued: () => readonly IssuedCertificate[];
}

/** Makes an authority with a new key. Throws when the directory holds one already. */
export async function initDeviceAuthority(
  directory: string,
  { name, crlUrl, now }: { name: string; crlUrl?: string; now: () => number },
): Promise<DeviceAuthority> {
  const files = authorityFiles(directory);
  for (const file of Object.values(files)) if (existsSync(file)) throw new Error(`${file} exists already`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const keys = await crypto.subtle.generateKey({ ...KEY_ALGORITHM, modulusLength: 3072 }, true, ['sign', 'verify']);
  const signsCertificatesAndLists = keyUsage(0x06, 1);
  const certificate = await buildCertificate({
    plainName: name,
    notBefore: now() - EARLIER,
    notAfter: now() + AUTHORITY_DAYS * DAY,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      extension(OID.basicConstraints, new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema(), true),
      signsCertificatesAndLists,
    ],
  });
  writeFileSync(files.key, await privatePem(keys.privateKey), { mode: 0o600, flag: 'wx' });
  writeFileSync(files.certificate, toPem('CERTIFICATE', certificate.toSchema().toBER()), { flag: 'wx' });
  writeLedger(files.ledger, { crlNumber: 0, issued: [], ...(crlUrl === undefined ? {} : { crlUrl }) });
  const authority = await openDeviceAuthority(directory, now);
  await authority.writeCrl(30);
  return authority;
}

/** Opens the authority of a directory. Throws when there is none. */
export async function openDeviceAuthority(directory: string, now: () => number): Promise<DeviceAuthority> {
  const files = authorityFiles(directory);
  const authorityPem = readFileSync(files.certificate, 'utf8');
  const [authorityDer] = fromPem('CERTIFICATE', authorityPem);
  const [keyDer] = fromPem('PRIVATE KEY', readFileSync(files.key, 'utf8'));
  if (!authorityDer || !keyDer) throw new Error(`${directory} holds no authority`);
  const issuer = pkijs.Certificate.fromBER(new Uint8Array(authorityDer));
  const signingKey = await crypto.subtle.importKey('pkcs8', new Uint8Array(keyDer), KEY_ALGORITHM, false, ['sign']);
  const change = (edit: (ledger: Ledger) => Ledger): Ledger => {
    const ledger = edit(readLedger(files.ledger));
    writeLedger(files.ledger, ledger);
    return ledger;
  };

  async function writeCrl(days: number): Promise<string> {
    const { issued, crlNumber } = change((ledger) => ({ ...ledger, crlNumber: ledger.crlNumber + 1 }));
    const revoked = issued.flatMap(({ serial, revokedAt }) => (revokedAt === undefined ? [] : [{ serial, revokedAt }]));
    const times = { number: crlNumber, thisUpdate: now() - EARLIER, nextUpdate: now() + days * DAY };
    writeWhole(files.crl, toPem('X509 CRL', await buildCrl(issuer, signingKey, revoked, times)));
    return files.crl;
  }

  return {
    writeCrl,
    issued: () => readLedger(files.ledger).issued,
    async issue(user, days) {
      const keys = await crypto.subtle.generateKey({ ...KEY_ALGORITHM, modulusLength: 2048 }, true, ['sign', 'verify']);
      const notAfter = Math.min(now() + days * DAY, issuer.notAfter.value.getTime());
      const certificate = await buildCertificate({
        plainName: user,
        notBefore: now() - EARLIER,
        notAfter,
        publicKey: keys.publicKey,
        issuer,
        signingKey,
        extensions: clientExtensions(user, readLedger(files.ledger).crlUrl),
      });
      const serial = Buffer.from(certificate.serialNumber.valueBlock.valueHexView).toString('hex');
      const entry: IssuedCertificate = { serial, user, issuedAt: now(), notAfter };
      change((ledger) => ({ ...ledger, issued: [...ledger.issued, entry] }));
      return {
        ...entry,
        key: await privatePem(keys.privateKey),
        certificate: toPem('CERTIFICATE', certificate.toSchema().toBER()),
        authority: authorityPem,
      };
    },
    async revoke(serialOrUser, crlDays) {
      const wanted = serialOrUser.toLowerCase();
      const hit = ({ serial, user, revokedAt }: IssuedCertificate): boolean =>
        revokedAt === undefined && (serial === wanted.replaceAll(':', '') || user.toLowerCase() === wanted);
      const hits = readLedger(files.ledger).issued.filter(hit);
      if (hits.length === 0) return [];
      change((ledger) => ({
        ...ledger,
        issued: ledger.issued.map((each) => (hit(each) ? { ...each, revokedAt: now() } : each)),
      }));
      await writeCrl(crlDays);
      return hits;
    },
  };
}

async function privatePem(key: CryptoKey): Promise<string> {
  return toPem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', key));
}
