import type { CountryResponse } from 'maxmind';
import { openAddressFile } from './address-file.ts';

/** Tells the country of an address (ISO 3166-1, two letters), or undefined. */
export type CountryOf = (ip: string) => string | undefined;

/** A MaxMind database with countries or cities in it. Throws when it cannot be read. */
export function openCountryFile(file: string): CountryOf {
  const entryOf = openAddressFile<CountryResponse>(file);
  return (ip) => {
    const found = entryOf(ip);
    return found?.country?.iso_code ?? found?.registered_country?.iso_code;
  };
}
