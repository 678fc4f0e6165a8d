import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type CountryResponse, Reader } from 'maxmind';
import { plainAddress } from './plain-address.ts';

/** Tells the country of an address (ISO 3166-1, two letters), or undefined. */
export type CountryOf = (ip: string) => string | undefined;

/** A MaxMind database (MaxMind DB file format 2.0) with countries or cities in it. Throws when it cannot be read. */
export function openCountryFile(file: string): CountryOf {
  const reader = new Reader<CountryResponse>(readFileSync(file));
  return (address) => {
    const ip = plainAddress(address);
    // The reader takes texts for addresses that are none.
    if (isIP(ip) === 0) return undefined;
    try {
      const found = reader.get(ip);
      return found?.country?.iso_code ?? found?.registered_country?.iso_code;
    } catch {
      // A v6 address in a database of v4: nobody can tell (law 6).
      return undefined;
    }
  };
}
