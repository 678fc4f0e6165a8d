/** A record with an end. `value` is opaque (and sealed by whoever writes it, where it is personal). */
export interface StoredRecord {
  readonly value: Uint8Array;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * Where identity keeps its state: records by table and key that end by themselves. The contract every store passes
 * (test/contract/record-store.test.ts). Every method rejects when the store cannot be read or written.
 */
export interface RecordStore {
  put(table: string, key: string, record: StoredRecord): Promise<void>;
  /** Puts only where no live record is, and tells whether: of several that add the same key exactly one does. */
  add(table: string, key: string, record: StoredRecord): Promise<boolean>;
  /** Puts only where a live record is, and tells whether: a record that was removed meanwhile stays removed. */
  replace(table: string, key: string, record: StoredRecord): Promise<boolean>;
  /** Moves the end of a live record and leaves its value as it is; tells whether there was one. */
  extend(table: string, key: string, expiresAt: number): Promise<boolean>;
  /** Undefined when absent or past its end. */
  get(table: string, key: string): Promise<StoredRecord | undefined>;
  /** Gets and removes in one step: of several takers exactly one gets it. */
  take(table: string, key: string): Promise<StoredRecord | undefined>;
  /** Keys of the live records whose key begins with `prefix`. */
  keys(table: string, prefix: string): Promise<readonly string[]>;
  remove(table: string, key: string): Promise<void>;
  /** Removes every record whose key begins with `prefix`. */
  removeAll(table: string, prefix: string): Promise<void>;
  close(): Promise<void>;
}
