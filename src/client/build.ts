import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** One bundled script or style sheet and the hash that names its content. */
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

/** A template keeps its line breaks, and the runtime of workers must have none. */
const ONE_LINE = { supported: { 'template-literal': false } };
/** Members that nobody outside of a bundle sees, and no text names: there they may be short. */
const INNER =
  /^(?:isHome|pieces|textStart|quote|valueStart|valueEnd|nameEnd|textEnd|hasValue|schemeEnd|hostStart|hostEnd|portEnd|isDefault|originOf|suffixHost|bySuffixHost|byOrigin|suffixAuthority|leadToDocuments|expectsKey|overrideType|isNativeLocation|isNativeEval|rewriteCode|rewriteFunctionCode|atRule|namespace|matter|optional(?:Dot|Bracket)|loopVariable|loopVariableEnd|rank|isForeign|attrValue|toSuffix|toOrigin|property|attribute|imported|trusted|again|good|scheme|pattern|relative|made|place|mapped|lead|inFrame|tail|waits|behind)$/;
const OWN_NAMES = {
  inject: ['./own-collections.ts', './own-interfaces.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url))),
};

async function bundle(
  entry: string,
  options: Pick<BuildOptions, 'define' | 'inject' | 'globalName' | 'supported' | 'mangleProps'>,
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

/** Makes a runtime of workers the function that is called with their setup, once in each of them. */
function called(code: string): string {
  if (code.includes('\n')) throw new Error('the runtime of workers must stay on one line, as theirs are counted');
  return `function sallyport(sallyportSetup){var known=globalThis.__sallyport;if(known)return known.of.renew(sallyportSetup);${code}}`;
}

const GATEWAY_PATH = '/.well-known/sallyport/';

/** Bundles the page runtime. Keys are the names under the gateway path. */
export async function buildClient(): Promise<
  Readonly<
    Record<
      | 'runtime.js'
      | 'guarded.js'
      | 'asking.js'
      | 'worker.js'
      | 'worklet.js'
      | 'rewriter.js'
      | 'viewer.js'
      | 'notice.css',
      ClientBundle
    >
  >
> {
  const address = (name: string, { hash }: ClientBundle): string => JSON.stringify(`${GATEWAY_PATH}${name}?v=${hash}`);
  const [rewriter, worklet, viewer, notice] = await Promise.all([
    bundle('./rewriter.ts', { globalName: 'rewriter' }, givenCollections),
    bundle('./worklet.ts', { ...OWN_NAMES, ...ONE_LINE }, called),
    bundle('./viewer/viewer.ts', {}),
    bundle('./guards/notice.css', {}),
  ]);
  const REWRITER_URL = address('rewriter.js', rewriter);
  const worker = await bundle('./worker.ts', { ...OWN_NAMES, ...ONE_LINE, define: { REWRITER_URL } }, called);
  const WORKER_URL = address('worker.js', worker);
  const NOTICE_URL = address('notice.css', notice);
  const inPages = { ...OWN_NAMES, mangleProps: INNER, define: { REWRITER_URL, WORKER_URL, NOTICE_URL } };
  const [runtime, guarded, asking] = await Promise.all(
    ['./runtime.ts', './guarded-runtime.ts', './asking-runtime.ts'].map((entry) => bundle(entry, inPages, selfReading)),
  );
  return {
    'runtime.js': runtime!,
    'guarded.js': guarded!,
    'asking.js': asking!,
    'worker.js': worker,
    'worklet.js': worklet,
    'rewriter.js': rewriter,
    'viewer.js': viewer,
    'notice.css': notice,
  };
}
