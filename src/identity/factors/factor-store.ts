import type { FactorKind } from '../../model/decision.ts';
import type { User } from '../../model/identity.ts';
import type { RecordStore, StoredRecord } from '../record-store.ts';
import { rowKey, seal, unseal } from '../seal.ts';

/** A factor stays until somebody takes it away: one that ended by itself would open the way for another. */
export const FOR_EVER = Number.MAX_SAFE_INTEGER;

/** What a user has enrolled. Names are those of the day it was enrolled; `enrolledAt` in epoch milliseconds. */
interface Enrolled {
  readonly provider: string;
  readonly userName: string;
  readonly enrolledAt: number;
}

/** `secret`: base64url. */
export interface EnrolledTotp extends Enrolled {
  readonly kind: 'totp';
  readonly secret: string;
}

/** A key that signs (WebAuthn). `publicKey`: COSE (RFC 9052), base64url; `counter`: how often it signed, 0 where it does not count. */
export interface EnrolledKey extends Enrolled {
  readonly kind: 'webauthn';
  readonly id: string;
  readonly publicKey: string;
  readonly counter: number;
  readonly transports?: readonly string[];
}

export type EnrolledFactor = EnrolledTotp | EnrolledKey;

/** Second factors by user, sealed under a key that is not in the store. */
export interface FactorStore {
  find<K extends FactorKind>(user: string, kind: K): Promise<Extract<EnrolledFactor, { kind: K }> | undefined>;
  /** Enrols where none is, and tells whether: of several that enrol at once exactly one does. */
  enrol(user: string, factor: EnrolledFactor): Promise<boolean>;
  /** Keeps what has changed of a factor that is still enrolled. */
  update(user: string, factor: EnrolledFactor): Promise<boolean>;
  /** Every factor that the key opens, with the name of its user's records. */
  all(): Promise<ReadonlyArray<EnrolledFactor & { readonly user: string }>>;
  remove(user: string, kind: FactorKind): Promise<void>;
  /** Spends what must count once, within `life` milliseconds; tells whether it was the first time. */
  spend(user: string, what: string, life: number): Promise<boolean>;
}

/** The name of a user's records: provider and subject are the identity, and stand in the store as a hash. */
export function factorUser({ provider, subject }: Pick<User, 'provider' | 'subject'>): string {
  return rowKey(Buffer.from(JSON.stringify(['factor', provider, subject])));
}

export function createFactorStore(records: RecordStore, key: Uint8Array, now: () => number): FactorStore {
  const rowOf = (user: string, kind: string): string => `${user}/${kind}`;

  async function read(row: string): Promise<EnrolledFactor | undefined> {
    const held = await records.get('factor', row);
    if (!held) return undefined;
    const plain = unseal(held.value, key, `factor ${row}`);
    // Taking it for none would let anybody enrol another.
    if (!plain) throw new Error('a second factor in the store is sealed under another key');
    return JSON.parse(plain.toString()) as EnrolledFactor;
  }

  function sealed(user: string, factor: EnrolledFactor): StoredRecord {
    const purpose = `factor ${rowOf(user, factor.kind)}`;
    return { value: seal(Buffer.from(JSON.stringify(factor)), key, purpose), expiresAt: FOR_EVER };
  }

  return {
    find: async <K extends FactorKind>(user: string, kind: K) =>
      (await read(rowOf(user, kind))) as Extract<EnrolledFactor, { kind: K }> | undefined,
    enrol: (user, factor) => records.add('factor', rowOf(user, factor.kind), sealed(user, factor)),
    update: (user, factor) => records.replace('factor', rowOf(user, factor.kind), sealed(user, factor)),
    async all() {
      const found: (EnrolledFactor & { user: string })[] = [];
      for (const row of await records.keys('factor', '')) {
        const factor = await read(row);
        if (factor) found.push({ ...factor, user: row.slice(0, row.lastIndexOf('/')) });
      }
      return found;
    },
    remove: (user, kind) => records.remove('factor', rowOf(user, kind)),
    spend: (user, what, life) =>
      records.add('factor-spent', `${user}/${what}`, { value: new Uint8Array(), expiresAt: now() + life }),
  };
}
