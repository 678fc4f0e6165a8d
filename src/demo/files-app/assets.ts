import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocumentKind } from './documents/library.ts';

export interface Asset {
  readonly type: string;
  readonly content: string;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};
const FILES = [
  'files.css',
  'logo.svg',
  'theme.js',
  'documents.js',
  'upload.js',
  'live.js',
  'lab.js',
  'greeting.js',
  'worker.js',
];
const KINDS: Readonly<Record<DocumentKind, readonly [label: string, colour: string]>> = {
  text: ['TXT', '#64748b'],
  pdf: ['PDF', '#b91c1c'],
  word: ['DOC', '#1d4ed8'],
  sheet: ['XLS', '#15803d'],
  archive: ['ZIP', '#a16207'],
  image: ['PNG', '#7e22ce'],
  table: ['CSV', '#0e7490'],
};

function kindIcon(label: string, colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M7 3h12l6 6v18a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z" fill="${colour}" opacity=".16"/><path d="M19 3l6 6h-4a2 2 0 0 1-2-2z" fill="${colour}" opacity=".5"/><rect x="3" y="15" width="24" height="10" rx="2.5" fill="${colour}"/><text x="15" y="22.6" font-family="system-ui,sans-serif" font-size="7.5" font-weight="700" text-anchor="middle" fill="#fff">${label}</text></svg>\n`;
}

/** Everything the CDN host serves, by the path below /assets/. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const name of FILES) {
    const content = readFileSync(join(import.meta.dirname, 'assets', name), 'utf8');
    assets.set(name, { type: TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain', content });
  }
  for (const [kind, [label, colour]] of Object.entries(KINDS))
    assets.set(`kinds/${kind}.svg`, { type: 'image/svg+xml', content: kindIcon(label, colour) });
  return assets;
}
