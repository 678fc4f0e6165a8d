import type { X509Certificate } from 'node:crypto';
import * as pkijs from 'pkijs';
import { OID } from '../oids.ts';
import { fromPem } from '../pem.ts';

/** A complete revocation list (RFC 5280 section 5). Times are epoch milliseconds, serials hex without leading zeros. */
export interface RevocationList {
  readonly thisUpdate: number;
  /** The list must not be relied on after it; a list without one ends a week after it was made. */
  readonly nextUpdate: number;
  readonly serials: ReadonlySet<string>;
  /** Whether this authority issued it: its name, its key, and its right to sign lists. */
  issuedBy(issuer: X509Certificate): Promise<boolean>;
}

const WEEK = 7 * 86_400_000;
/** The bit cRLSign in the first octet of KeyUsage. */
const SIGNS_LISTS = 0x02;

/**
 * Reads PEM or DER. Throws for what is no list, and for a list that says of itself it is not the whole one: delta lists,
 * lists of some reasons or certificates, entries of other issuers. All of these are marked critical (sections 5.2.4, 5.2.5
 * and 5.3.3), and so is whatever else must not be overlooked.
 */
export function readRevocationList(bytes: Buffer): RevocationList {
  const [pem] = fromPem('X509 CRL', bytes.toString('latin1'));
  const list = pkijs.CertificateRevocationList.fromBER(new Uint8Array(pem ?? bytes));
  const entries = list.revokedCertificates ?? [];
  const marks = [list.crlExtensions, ...entries.map(({ crlEntryExtensions }) => crlEntryExtensions)];
  const critical = marks.flatMap((each) => each?.extensions ?? []).find((each) => each.critical);
  if (critical) throw new Error(`the list has a critical extension ${critical.extnID}: it is not the whole list`);
  const thisUpdate = list.thisUpdate.value.getTime();
  return {
    thisUpdate,
    nextUpdate: list.nextUpdate?.value.getTime() ?? thisUpdate + WEEK,
    serials: new Set(entries.map(({ userCertificate }) => serialOf(userCertificate.valueBlock.valueHexView))),
    async issuedBy({ raw }) {
      const issuerCertificate = pkijs.Certificate.fromBER(new Uint8Array(raw));
      return (
        list.issuer.isEqual(issuerCertificate.subject) &&
        maySignLists(issuerCertificate) &&
        (await list.verify({ issuerCertificate }))
      );
    },
  };
}

/** An INTEGER's octets as hex, the zero that keeps it positive left out. */
export function serialOf(octets: Uint8Array): string {
  return plainSerial(Buffer.from(octets).toString('hex'));
}

/** Hex in one spelling. */
export function plainSerial(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, '');
}

function maySignLists({ extensions }: pkijs.Certificate): boolean {
  const usage = extensions?.find(({ extnID }) => extnID === OID.keyUsage)?.parsedValue as
    | { valueBlock: { valueHexView: Uint8Array } }
    | undefined;
  return usage === undefined || ((usage.valueBlock.valueHexView[0] ?? 0) & SIGNS_LISTS) !== 0;
}
