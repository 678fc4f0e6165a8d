import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, normalize, sep } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type BareAndThrough, startBareAndThrough } from '../../support/bare-and-through.ts';
import type { CaseFile } from '../../support/page-case.ts';
import type { BundleCase, BundleCases } from './bundle-case.ts';
import { SAMPLES } from './samples.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};
const HELP = `const must = (condition, words) => { if (!condition) throw new Error('not so: ' + words); };
  const later = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (check) => { for (let i = 0; i < 1000; i++) { const found = await check(); if (found) return found; await later(20); } throw new Error('waited in vain for ' + check); };`;

/** What a page sends to be isolated, and a worker in it to be loaded. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const { resolve } = createRequire(import.meta.url);

function folderOf(name: string): string {
  const folder = (resolve.paths(name) ?? []).map((path) => join(path, name)).find((path) => existsSync(path));
  if (folder === undefined) throw new Error(`${name} is not installed: npm ci`);
  return folder;
}

/** A file of an installed package, by its path below `/lib/`. */
function fileOf(path: string): CaseFile | undefined {
  if (SAMPLES[path]) return SAMPLES[path];
  const [, name, rest] = /^\/lib\/((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(decodeURIComponent(path)) ?? [];
  if (name === undefined || rest === undefined || normalize(rest).startsWith('..')) return undefined;
  const file = join(folderOf(name), normalize(rest).split('/').join(sep));
  if (!existsSync(file)) return undefined;
  return { type: TYPES[extname(file)] ?? 'application/octet-stream', body: readFileSync(file) };
}

const withHeaders = (file: CaseFile | undefined, headers: Readonly<Record<string, string>>): CaseFile | undefined =>
  file && { ...file, headers };

function scriptOf({ exported, keys, smoke }: BundleCase): string {
  return `${HELP} let lib = await (${exported}); const keys = Object.keys(lib).sort(); must(keys.length >= ${keys}, keys.length + ' keys');
    return [keys, typeof lib, await (async () => {${smoke}\n})()];`;
}

/** Each bundle exports the same and does the same bare and through the gateway. */
export function checkBundles(cases: BundleCases): void {
  let both: BareAndThrough;
  before(async () => {
    both = await startBareAndThrough();
  });
  after(() => both?.close());
  describe('published bundles, bare and through the gateway', () => {
    for (const [name, each] of Object.entries(cases))
      test(name, async () => {
        await both.check(`bundles/${name}`, {
          head: each.head ?? '',
          body: each.body ?? '',
          script: scriptOf(each),
          headers: each.isolated ? ISOLATED : {},
          file: (path) => withHeaders(fileOf(path), each.isolated ? ISOLATED : {}),
          patience: 100_000,
        });
      });
  });
}
