import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * Sealing of session state (law 10): AES-256-GCM under a key that only the user's cookie holds, so the store alone opens
 * nothing. `purpose` is bound in: a record moved to another place does not open there.
 */
export function seal(plain: Uint8Array, key: Uint8Array, purpose: string): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The plain bytes, or undefined when the key, the purpose or the bytes are not right. */
export function unseal(sealed: Uint8Array, key: Uint8Array, purpose: string): Buffer | undefined {
  if (sealed.length < 28) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(purpose));
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** What a cookie carries: a name of 16 bytes and a key of 32, both random. */
export interface Token {
  readonly id: Buffer;
  readonly key: Buffer;
}

export function newToken(): Token {
  return { id: randomBytes(16), key: randomBytes(32) };
}

export function encodeToken({ id, key }: Token): string {
  return Buffer.concat([id, key]).toString('base64url');
}

/** Undefined for anything but exactly what `encodeToken` writes. */
export function decodeToken(text: string): Token | undefined {
  if (!/^[A-Za-z0-9_-]{64}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return { id: bytes.subarray(0, 16), key: bytes.subarray(16) };
}

/** Row key of a token: its id never stands in the store. */
export function rowKey(id: Uint8Array): string {
  return createHash('sha256').update(id).digest('base64url');
}
