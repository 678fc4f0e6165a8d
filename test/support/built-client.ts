import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClient } from '../../src/client/build.ts';

type Bundles = Awaited<ReturnType<typeof buildClient>>;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** All that the bundles are made of: what the client may import, what packages are installed, and what the builder reads. */
const SOURCES = ['src/{client,model,rewrite}/**/*.{ts,css}', 'node_modules/.package-lock.json', 'tsconfig*.json'];
const KEPT = join(ROOT, 'node_modules/.cache/client.json');

function digestOfSources(): string {
  const hash = createHash('sha256');
  for (const path of globSync(SOURCES, { cwd: ROOT }).sort()) {
    const text = readFileSync(join(ROOT, path));
    hash.update(`${path}\n${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}

function keptBundles(digest: string): Bundles | undefined {
  try {
    const kept = JSON.parse(readFileSync(KEPT, 'utf8')) as { readonly digest: string; readonly bundles: Bundles };
    return kept.digest === digest ? kept.bundles : undefined;
  } catch {
    return undefined;
  }
}

async function read(): Promise<Bundles> {
  const digest = digestOfSources();
  const kept = keptBundles(digest);
  if (kept) return kept;
  const bundles = await buildClient();
  mkdirSync(join(KEPT, '..'), { recursive: true });
  // Another test file may write it at the same time; nobody must read half of it.
  const own = `${KEPT}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ digest, bundles }));
  renameSync(own, KEPT);
  return bundles;
}

let bundles: Promise<Bundles> | undefined;

/** What `buildClient` makes, made once for all test files that need it as it is. */
export function builtClient(): Promise<Bundles> {
  bundles ??= read();
  return bundles;
}
