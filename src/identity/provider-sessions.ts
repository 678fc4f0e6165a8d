import { createHmac } from 'node:crypto';
import type { Session } from '../model/identity.ts';
import type { RecordStore } from './record-store.ts';

/** Finds the sessions that a provider ends by a name of its own. The names are personal: the store has only a keyed hash of each. */
export interface ProviderSessions {
  /** The session ends when the provider says that one of these names has ended. */
  tie(provider: string, names: readonly string[], session: Session): Promise<void>;
  /** Ids of the sessions tied to a name, and unties them. */
  untie(provider: string, name: string): Promise<readonly string[]>;
}

export function createProviderSessions(records: RecordStore, key: Uint8Array): ProviderSessions {
  const prefixOf = (provider: string, name: string): string =>
    `${createHmac('sha256', key)
      .update(JSON.stringify(['session of a provider', provider, name]))
      .digest('base64url')}/`;
  return {
    async tie(provider, names, { id, expiresAt }) {
      for (const name of names)
        await records.put('tie', `${prefixOf(provider, name)}${id}`, { value: new Uint8Array(), expiresAt });
    },
    async untie(provider, name) {
      const prefix = prefixOf(provider, name);
      const keys = await records.keys('tie', prefix);
      await records.removeAll('tie', prefix);
      return keys.map((each) => each.slice(prefix.length));
    },
  };
}
