import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(pbkdf2);
const ITERATIONS = 1000;

export interface ZipKeys {
  readonly encryption: Buffer;
  readonly authentication: Buffer;
  /** Two bytes by which a reader sees at once that the password is not the right one. */
  readonly verifier: Buffer;
}

/** WinZip AES, "Key generation", for keys of 256 bits. Its 1000 rounds are few: what protects is the length of the passphrase. */
export async function zipKeys(password: string, salt: Uint8Array): Promise<ZipKeys> {
  const bytes = await derive(password, salt, ITERATIONS, 66, 'sha1');
  return { encryption: bytes.subarray(0, 32), authentication: bytes.subarray(32, 64), verifier: bytes.subarray(64) };
}
