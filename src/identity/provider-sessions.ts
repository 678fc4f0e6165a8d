import { createHmac } from 'node:crypto';
import type { Session } from '../model/identity.ts';
import type { RecordStore } from './record-store.ts';

/** Finds the sessions that a provider ends by a name of its own. The names are personal: the store has only a keyed hash of each. */
export interface ProviderSessions {
  /** The session ends when the provider says that one of these names has ended. */
  tie(provider: string, names: readonly string[], session: Session): Promise<void>;
  /** Ids of the sessions tied to a name, and whether each could be renewed without its user when it was tied. */
  find(provider: string, name: string): Promise<ReadonlyMap<string, boolean>>;
  /** Ids of the sessions tied to a name, and unties them. */
  untie(provider: string, name: string): Promise<readonly string[]>;
}

export function createProviderSessions(records: RecordStore, key: Uint8Array): ProviderSessions {
  const prefixOf = (provider: string, name: string): string =>
    `${createHmac('sha256', key)
      .update(JSON.stringify(['session of a provider', provider, name]))
      .digest('base64url')}/`;
  return {
    async tie(provider, names, { id, expiresAt, renewable }) {
      const value = Uint8Array.of(renewable ? 1 : 0);
      for (const name of names) await records.put('tie', `${prefixOf(provider, name)}${id}`, { value, expiresAt });
    },
    async find(provider, name) {
      const prefix = prefixOf(provider, name);
      const found = new Map<string, boolean>();
      for (const key of await records.keys('tie', prefix))
        found.set(key.slice(prefix.length), (await records.get('tie', key))?.value[0] === 1);
      return found;
    },
    async untie(provider, name) {
      const prefix = prefixOf(provider, name);
      const keys = await records.keys('tie', prefix);
      await records.removeAll('tie', prefix);
      return keys.map((each) => each.slice(prefix.length));
    },
  };
}

/** The sessions tied to any name of each list. */
export async function tiedToAll(
  ties: ProviderSessions,
  provider: string,
  names: readonly (readonly string[])[],
): Promise<ReadonlyMap<string, boolean>> {
  let found: Map<string, boolean> | undefined;
  for (const any of names) {
    const these = new Map<string, boolean>();
    for (const name of any)
      for (const [id, renewable] of await ties.find(provider, name))
        if (!found || found.has(id)) these.set(id, renewable);
    found = these;
  }
  return found ?? new Map();
}
