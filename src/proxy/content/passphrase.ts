import { constants, publicEncrypt, randomInt } from 'node:crypto';

/** Letters and digits that nobody takes for one another. */
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 6;
const IN_GROUP = 4;

/** A new passphrase: 118 bits, in groups that can be read out. It is long because archives make guessing cheap. */
export function newPassphrase(): string {
  const group = (): string => Array.from({ length: IN_GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** A passphrase for the eyes of whoever holds the recovery key: RSA-OAEP with SHA-256, base64. */
export function sealedForRecovery(passphrase: string, recoveryKey: string): string {
  const key = { key: recoveryKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };
  return publicEncrypt(key, Buffer.from(passphrase)).toString('base64');
}
