import type { Origin } from '../model/host-map.ts';
import { hostName } from './host-spelling.ts';

/** `https://host[:port]` as an Origin; undefined for anything else. International names are given in Punycode. */
export function parseOrigin(text: string): Origin | undefined {
  const match = /^(https?):\/\/([a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?\/?$/i.exec(text);
  if (!match) return undefined;
  const scheme = match[1]!.toLowerCase() === 'http' ? 'http' : 'https';
  const port = match[3] === undefined ? (scheme === 'https' ? 443 : 80) : Number(match[3]);
  const host = hostName(match[2] as string);
  const known = !host.startsWith('[') || /^\[[0-9a-f:]+\]$/.test(host);
  return known && port > 0 && port < 65_536 ? { scheme, host, port } : undefined;
}
