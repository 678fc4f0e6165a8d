import { bridgeReadBack } from './read-back.ts';

/** What the platform tells of messages and of the session history. */
export function bridgeAddresses(): void {
  bridgeReadBack({
    MessageEvent: ['origin'],
    StorageEvent: ['url'],
    HashChangeEvent: ['oldURL', 'newURL'],
    NavigationHistoryEntry: ['url'],
  });
}
