import type { IspResponse } from 'maxmind';
import { openAddressFile } from './address-file.ts';

/** Tells who an address is registered for: the provider, else the operator of its autonomous system. */
export type IspOf = (ip: string) => string | undefined;

/** A MaxMind database with ISPs or autonomous systems in it. Throws when it cannot be read. */
export function openIspFile(file: string): IspOf {
  const entryOf = openAddressFile<Partial<IspResponse>>(file);
  return (ip) => {
    const found = entryOf(ip);
    return found?.isp ?? found?.organization ?? found?.autonomous_system_organization;
  };
}
