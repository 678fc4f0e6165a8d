import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Where the development provider keeps its state: in memory, since nothing of it outlives the demo. */
export class MemoryAdapter implements Adapter {
  static readonly #records = new Map<string, { payload: AdapterPayload; expiresAt: number }>();
  readonly #model: string;

  constructor(model: string) {
    this.#model = model;
  }

  #key(id: string): string {
    return `${this.#model}:${id}`;
  }

  #all(): [string, AdapterPayload][] {
    const now = Date.now();
    const live: [string, AdapterPayload][] = [];
    for (const [key, { payload, expiresAt }] of MemoryAdapter.#records) {
      if (expiresAt <= now) MemoryAdapter.#records.delete(key);
      else if (key.startsWith(`${this.#model}:`)) live.push([key, payload]);
    }
    return live;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    MemoryAdapter.#records.set(this.#key(id), { payload, expiresAt: Date.now() + (expiresIn || 86_400) * 1000 });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const record = MemoryAdapter.#records.get(this.#key(id));
    return record && record.expiresAt > Date.now() ? record.payload : undefined;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#all().find(([, payload]) => payload.uid === uid)?.[1];
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#all().find(([, payload]) => payload.userCode === userCode)?.[1];
  }

  async consume(id: string): Promise<void> {
    const record = MemoryAdapter.#records.get(this.#key(id));
    if (record) record.payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id: string): Promise<void> {
    MemoryAdapter.#records.delete(this.#key(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [key, { payload }] of MemoryAdapter.#records)
      if (payload.grantId === grantId) MemoryAdapter.#records.delete(key);
  }
}
