import type { OidcAdapter, OidcPayload } from '../../identity/broker/openid/load-oidc-provider.ts';

/** All records of one provider, by model and id; `expiresAt` in epoch milliseconds. */
export type DevRecords = Map<string, { readonly payload: OidcPayload; readonly expiresAt: number }>;

/** Seconds a record lives that says nothing of it. */
const DEFAULT_LIFE = 86_400;

/** Where the development provider keeps its state: in memory, since nothing of it outlives the demo. */
export class MemoryAdapter implements OidcAdapter {
  readonly #model: string;
  readonly #records: DevRecords;

  constructor(model: string, records: DevRecords) {
    this.#model = model;
    this.#records = records;
  }

  #key(id: string): string {
    return `${this.#model}:${id}`;
  }

  #all(): [string, OidcPayload][] {
    const now = Date.now();
    const live: [string, OidcPayload][] = [];
    for (const [key, { payload, expiresAt }] of this.#records) {
      if (expiresAt <= now) this.#records.delete(key);
      else if (key.startsWith(`${this.#model}:`)) live.push([key, payload]);
    }
    return live;
  }

  async upsert(id: string, payload: OidcPayload, expiresIn: number): Promise<void> {
    this.#records.set(this.#key(id), { payload, expiresAt: Date.now() + (expiresIn || DEFAULT_LIFE) * 1000 });
  }

  async find(id: string): Promise<OidcPayload | undefined> {
    const record = this.#records.get(this.#key(id));
    return record && record.expiresAt > Date.now() ? record.payload : undefined;
  }

  async findByUid(uid: string): Promise<OidcPayload | undefined> {
    return this.#all().find(([, payload]) => payload.uid === uid)?.[1];
  }

  async findByUserCode(userCode: string): Promise<OidcPayload | undefined> {
    return this.#all().find(([, payload]) => payload.userCode === userCode)?.[1];
  }

  async consume(id: string): Promise<void> {
    const record = this.#records.get(this.#key(id));
    if (record) record.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#records.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of this.#records) if (payload.grantId === grantId) this.#records.delete(key);
  }
}
