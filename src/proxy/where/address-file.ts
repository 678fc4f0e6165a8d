import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Reader, type Response } from 'maxmind';
import { plainAddress } from './plain-address.ts';

/** A MaxMind database (MaxMind DB file format 2.0): what it knows of an address, or undefined. Throws when it cannot be read. */
export function openAddressFile<Entry extends Response>(file: string): (ip: string) => Entry | undefined {
  const reader = new Reader<Entry>(readFileSync(file));
  return (address) => {
    const ip = plainAddress(address);
    // The reader takes texts for addresses that are none.
    if (isIP(ip) === 0) return undefined;
    try {
      return reader.get(ip) ?? undefined;
    } catch {
      // A v6 address in a database of v4: nobody can tell (law 6).
      return undefined;
    }
  };
}
