import type { SessionStore } from '../../session-store.ts';
import type { OidcAdapter, OidcPayload } from './load-oidc-provider.ts';
import type { SealedRecords } from './sealed-records.ts';

export interface RecordAdapterParts {
  readonly records: SealedRecords;
  /** The gateway's: what one of them let in ends with it. */
  readonly sessions: Pick<SessionStore, 'isLive'>;
  readonly now: () => number;
  /** What refuses a code that another request has taken a moment ago. */
  readonly alreadyUsed: () => Error;
}

/** Seconds a record lives that says nothing of it. */
const DEFAULT_LIFE = 86_400;

/** Where the provider of one app keeps its codes, tokens, grants and sessions. A session's `uid` is the gateway session's id. */
export class RecordAdapter implements OidcAdapter {
  readonly #model: string;
  readonly #parts: RecordAdapterParts;

  constructor(model: string, parts: RecordAdapterParts) {
    this.#model = model;
    this.#parts = parts;
  }

  async upsert(id: string, payload: OidcPayload, expiresIn: number): Promise<void> {
    const { records, now } = this.#parts;
    const expiresAt = now() + (expiresIn || DEFAULT_LIFE) * 1000;
    await records.put([this.#model, id], payload, expiresAt);
    if (payload.grantId !== undefined)
      await records.put(['of-grant', payload.grantId, `${this.#model} ${id}`], [this.#model, id], expiresAt);
  }

  async find(id: string): Promise<OidcPayload | undefined> {
    const { records, sessions } = this.#parts;
    const payload = (await records.get([this.#model, id])) as OidcPayload | undefined;
    if (!payload) return undefined;
    if (this.#model === 'Session' && !(await sessions.isLive(String(payload.uid)))) return undefined;
    return (await records.has(['consumed', this.#model, id])) ? { ...payload, consumed: true } : payload;
  }

  async findByUid(uid: string): Promise<OidcPayload | undefined> {
    return this.find(uid);
  }

  async findByUserCode(): Promise<undefined> {
    return undefined;
  }

  /** Of several that consume at once exactly one does. */
  async consume(id: string): Promise<void> {
    const { records, now, alreadyUsed } = this.#parts;
    if (!(await records.add(['consumed', this.#model, id], now() + DEFAULT_LIFE * 1000))) throw alreadyUsed();
  }

  async destroy(id: string): Promise<void> {
    await this.#parts.records.remove([this.#model, id]);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    const { records } = this.#parts;
    for (const member of await records.below(['of-grant', grantId]))
      await records.remove(member as [model: string, id: string]);
  }
}
