import type { RecordStore } from '../../identity/record-store.ts';

/** What is to be recorded. An empty list is every one. */
export interface RecordingRequest {
  readonly apps: readonly string[];
  readonly users: readonly string[];
  readonly sessions: readonly string[];
  /** Texts that name users. */
  readonly names: readonly string[];
}

const TABLE = 'recording';
/** Milliseconds a request lasts unless it is renewed: with whoever asked, recording ends. */
export const REQUEST_LIFE = 15_000;

/** Asks every gateway that shares the store to record, or to go on. */
export function putRequest(records: RecordStore, id: string, request: RecordingRequest, now: number): Promise<void> {
  return records.put(TABLE, id, { value: Buffer.from(JSON.stringify(request)), expiresAt: now + REQUEST_LIFE });
}

export function removeRequest(records: RecordStore, id: string): Promise<void> {
  return records.remove(TABLE, id);
}

/** What is asked for now, by id. */
export async function requests(records: RecordStore): Promise<ReadonlyMap<string, RecordingRequest>> {
  const found = new Map<string, RecordingRequest>();
  for (const id of await records.keys(TABLE, '')) {
    const held = await records.get(TABLE, id);
    if (held) found.set(id, JSON.parse(Buffer.from(held.value).toString()) as RecordingRequest);
  }
  return found;
}
