import { createHmac, timingSafeEqual } from 'node:crypto';

/** Milliseconds a code stands for: the step of RFC 6238 section 4.1, which every authenticator app knows. */
const STEP = 30_000;
/** Steps before and after the present one that are taken: clocks differ, and typing takes time (RFC 6238 section 5.2). */
const WINDOW = 1;
const DIGITS = 6;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of a time step (RFC 4226 section 5.3, RFC 6238 section 4.2). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = (digest.at(-1) as number) & 0x0f;
  const number = (digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

/** The step a moment is in; `at` in epoch milliseconds. */
export function stepAt(at: number): number {
  return Math.floor(at / STEP);
}

/** Steps near a moment whose code this is. Every one is looked at, so that the time it takes tells nothing. */
export function stepsOf(code: string, secret: Uint8Array, at: number): readonly number[] {
  if (!/^\d{6}$/.test(code)) return [];
  const steps = Array.from({ length: 2 * WINDOW + 1 }, (_, index) => stepAt(at) - WINDOW + index);
  return steps.filter((step) => timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code)));
}

/** Base32 without padding (RFC 4648 section 6). */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** What authenticator apps read out of a picture. */
export function enrolmentUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}
