import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface IssuedCertificate {
  /** Hex, lower case. */
  readonly serial: string;
  readonly user: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly notAfter: number;
  readonly revokedAt?: number;
}

/** What an authority remembers. It holds no secret. */
export interface Ledger {
  /** Written into every certificate as the address of the list. */
  readonly crlUrl?: string;
  /** Number of the last list (RFC 5280 section 5.2.3). */
  readonly crlNumber: number;
  readonly issued: readonly IssuedCertificate[];
}

/** Throws when the file cannot be read or is none. */
export function readLedger(file: string): Ledger {
  return JSON.parse(readFileSync(file, 'utf8')) as Ledger;
}

/** Whole or not at all: a list made from half a ledger would forget who was revoked. */
export function writeLedger(file: string, ledger: Ledger): void {
  writeWhole(file, `${JSON.stringify(ledger, null, 2)}\n`);
}

/** Replaces a file in one step. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content, { mode: 0o644 });
  renameSync(fresh, file);
}
