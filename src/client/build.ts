import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** One bundled script and the hash that names its content. */
export interface ClientBundle {
  readonly code: string;
  readonly hash: string;
}

/** Puts the page runtime into a function that can read itself, and that does not run twice in one window. */
function selfReading(code: string): string {
  return `(function sallyport(){var known=globalThis.__sallyport;if(known)return known.of.renew(document.currentScript);${code}\n})()`;
}

/** Puts the lazy bundle into a function of the collections it uses. */
function givenCollections(code: string): string {
  return `globalThis.__sallyportRewrite=function(Map,Set,WeakMap,WeakSet){${code}\nreturn rewriter.codeRewriter}`;
}

const OWN_COLLECTIONS = { inject: [fileURLToPath(new URL('./own-collections.ts', import.meta.url))] };

async function bundle(
  entry: string,
  options: Pick<BuildOptions, 'define' | 'inject' | 'globalName'>,
  wrap = (code: string): string => code,
): Promise<ClientBundle> {
  const result = await build({
    ...options,
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
  });
  const code = wrap(result.outputFiles[0]!.text.trimEnd());
  return { code, hash: createHash('sha256').update(code).digest('base64url').slice(0, 16) };
}

/** Bundles the page runtime. Keys are the names under the gateway path. */
export async function buildClient(): Promise<
  Readonly<Record<'runtime.js' | 'worker.js' | 'rewriter.js', ClientBundle>>
> {
  const [rewriter, worker] = await Promise.all([
    bundle('./rewriter.ts', { globalName: 'rewriter' }, givenCollections),
    bundle('./worker.ts', OWN_COLLECTIONS),
  ]);
  const url = JSON.stringify(`/.well-known/sallyport/rewriter.js?v=${rewriter.hash}`);
  return {
    'runtime.js': await bundle('./runtime.ts', { ...OWN_COLLECTIONS, define: { REWRITER_URL: url } }, selfReading),
    'worker.js': worker,
    'rewriter.js': rewriter,
  };
}
