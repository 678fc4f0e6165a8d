import { LOOKED_AT } from './user-agent.ts';

/** Products by the word an administrator writes, and where a user agent has their version. */
export const PRODUCTS = [
  'chrome',
  'edge',
  'firefox',
  'opera',
  'safari',
  'samsung',
  'android',
  'ios',
  'windows',
] as const;
export type Product = (typeof PRODUCTS)[number];

/** Numbers of a version, the most significant first. */
export type Version = readonly number[];

/** First that fits wins: every browser names those that sites once asked for. */
const BROWSER_VERSIONS: ReadonlyArray<readonly [RegExp, Product]> = [
  [/\bEdg(?:e|A|iOS)?\/([\d.]+)/, 'edge'],
  [/\b(?:OPR|Opera|OPiOS)\/([\d.]+)/, 'opera'],
  [/\bSamsungBrowser\/([\d.]+)/, 'samsung'],
  [/\b(?:Firefox|FxiOS)\/([\d.]+)/, 'firefox'],
  [/\b(?:Chrome|CriOS)\/([\d.]+)/, 'chrome'],
  [/\bVersion\/([\d.]+).* Safari\//, 'safari'],
];
const SYSTEM_VERSIONS: ReadonlyArray<readonly [RegExp, Product]> = [
  [/\bAndroid ([\d.]+)/, 'android'],
  [/\b(?:iPhone|iPad|iPod)\b.* OS ([\d_]+) like Mac OS X/, 'ios'],
  [/\bWindows NT ([\d.]+)/, 'windows'],
];

let [lastAgent, lastVersions]: [string, ReadonlyMap<Product, Version>] = ['', new Map()];

/** What a client says it is made of; empty when it says nothing of these. Hundreds of policies ask for the same one in turn. */
export function versionsIn(userAgent: string): ReadonlyMap<Product, Version> {
  if (userAgent !== lastAgent) [lastAgent, lastVersions] = [userAgent, readVersions(userAgent)];
  return lastVersions;
}

function readVersions(userAgent: string): ReadonlyMap<Product, Version> {
  const start = userAgent.slice(0, LOOKED_AT);
  const found = new Map<Product, Version>();
  for (const table of [BROWSER_VERSIONS, SYSTEM_VERSIONS])
    for (const [pattern, product] of table) {
      const text = pattern.exec(start)?.[1];
      if (text === undefined) continue;
      found.set(product, parseVersion(text));
      break;
    }
  return found;
}

/** `10_15_7` and `140.0.1` alike. */
export function parseVersion(text: string): Version {
  return text.split(/[._]/).map((part) => Number.parseInt(part, 10) || 0);
}

/** Whether one version comes before another; what is left out counts as 0. */
export function isBefore(version: Version, other: Version): boolean {
  for (let at = 0; at < Math.max(version.length, other.length); at++) {
    const difference = (version[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
