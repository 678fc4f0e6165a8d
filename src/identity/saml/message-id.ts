import { randomBytes } from 'node:crypto';

/** An ID nobody guesses: 160 bits, a letter first (SAML core, section 1.3.4). */
export function messageId(): string {
  return `_${randomBytes(20).toString('hex')}`;
}
