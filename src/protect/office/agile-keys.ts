import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

/** [MS-OFFCRYPTO] 2.3.4.11 to 2.3.4.14: what each key is for goes into it. */
export const BLOCK_KEYS = {
  verifierInput: Buffer.from('fea7d2763b4b9e79', 'hex'),
  verifierValue: Buffer.from('d7aa0f6d3061344e', 'hex'),
  key: Buffer.from('146e0be7abacd0d6', 'hex'),
  hmacKey: Buffer.from('5fb2ad010cb9e1f6', 'hex'),
  hmacValue: Buffer.from('a0677f02b22c8433', 'hex'),
} as const;

export const sha512 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** 2.3.4.11: SHA-512 over the password, `spins` times. */
export function spun(password: string, salt: Uint8Array, spins: number): Buffer {
  let hash = sha512(salt, Buffer.from(password, 'utf16le'));
  const counter = Buffer.alloc(4);
  for (let spin = 0; spin < spins; spin++) {
    counter.writeUInt32LE(spin);
    hash = sha512(counter, hash);
  }
  return hash;
}

/** The key of 256 bits for one purpose. */
export function keyFor(hash: Uint8Array, blockKey: Uint8Array): Buffer {
  return sha512(hash, blockKey).subarray(0, 32);
}

/** The initialisation vector for one purpose, or one segment of the package. */
export function vectorFor(salt: Uint8Array, blockKey: Uint8Array): Buffer {
  return sha512(salt, blockKey).subarray(0, 16);
}

/** AES-256-CBC; what does not fill its last block is filled with zeros. */
export function encrypt(key: Uint8Array, vector: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-cbc', key, vector).setAutoPadding(false);
  const missing = (16 - (plain.length % 16)) % 16;
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(missing)), cipher.final()]);
}

export function decrypt(key: Uint8Array, vector: Uint8Array, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-cbc', key, vector).setAutoPadding(false);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}
