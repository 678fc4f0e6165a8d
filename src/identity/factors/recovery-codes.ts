import { createHmac, randomBytes } from 'node:crypto';
import type { RecordStore } from '../record-store.ts';
import { FOR_EVER } from './factor-store.ts';
import { base32 } from './totp.ts';

const COUNT = 10;
/** Bytes of one: 80 bits, so that a hash of it tells nothing. */
const SIZE = 10;

/** Codes for the day the device is gone. Each counts once; the store holds keyed hashes. */
export interface RecoveryCodes {
  /** New codes in place of the old ones, as they are shown: `abcd-efgh-ijkl-mnop`. */
  make(user: string): Promise<readonly string[]>;
  /** Whether it was one; then it is none any more. */
  spend(user: string, typed: string): Promise<boolean>;
  left(user: string): Promise<number>;
  remove(user: string): Promise<void>;
}

export function createRecoveryCodes(records: RecordStore, key: Uint8Array): RecoveryCodes {
  const rowOf = (user: string, plain: string): string =>
    `${user}/${createHmac('sha256', key).update(`recovery ${user} ${plain}`).digest('base64url')}`;
  const remove = (user: string): Promise<void> => records.removeAll('factor-recovery', `${user}/`);

  return {
    remove,
    async make(user) {
      await remove(user);
      const codes = Array.from({ length: COUNT }, () => base32(randomBytes(SIZE)).toLowerCase());
      for (const code of codes)
        await records.put('factor-recovery', rowOf(user, code), { value: new Uint8Array(), expiresAt: FOR_EVER });
      return codes.map((code) => code.replace(/.{4}(?=.)/g, '$&-'));
    },
    async spend(user, typed) {
      const plain = typed.toLowerCase().replace(/[\s-]/g, '');
      if (!/^[a-z2-7]{16}$/.test(plain)) return false;
      return (await records.take('factor-recovery', rowOf(user, plain))) !== undefined;
    },
    left: async (user) => (await records.keys('factor-recovery', `${user}/`)).length,
  };
}
