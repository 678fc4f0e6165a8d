import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Reply } from '../../model/exchange.ts';

/** The files of pdf.js that the viewer's page and its worker ask for. */
export interface ViewerFiles {
  /** Of pdf.js; in the addresses of its files, so that each is what it is for ever. */
  readonly version: string;
  /** The file of that name, or undefined when there is none. */
  serve(name: string, worker: WorkerRights): Reply | undefined;
}

/** The policy that the worker is held to: it comes with the worker's own script. */
export interface WorkerRights {
  readonly policy: string;
}

/** What a name may be, and of which type it is: no other file of the package is given out. */
const FILES: readonly (readonly [name: RegExp, folder: string, type: string])[] = [
  [/^pdf(?:\.worker)?\.min\.mjs$/, 'build', 'text/javascript; charset=utf-8'],
  [/^(?:jbig2|openjpeg|qcms_bg)\.wasm$/, 'wasm', 'application/wasm'],
  [/^(?:jbig2|openjpeg)_nowasm_fallback\.js$/, 'wasm', 'text/javascript; charset=utf-8'],
  [/^[\w-]+\.bcmap$/, 'cmaps', 'application/octet-stream'],
  [/^[\w-]+\.(?:pfb|ttf)$/, 'standard_fonts', 'application/octet-stream'],
  [/^[\w-]+\.icc$/, 'iccs', 'application/octet-stream'],
];

export function openViewerFiles(): ViewerFiles {
  const description = createRequire(import.meta.url).resolve('pdfjs-dist/package.json');
  const folder = dirname(description);
  const { version } = JSON.parse(readFileSync(description, 'utf8')) as { version: string };
  const files = new Map(
    FILES.flatMap(([pattern, within, type]) =>
      readdirSync(join(folder, within))
        .filter((name) => pattern.test(name))
        .map((name) => [name, { path: join(folder, within, name), type }] as const),
    ),
  );
  return {
    version,
    serve(name, { policy }) {
      const file = files.get(name);
      if (file === undefined) return undefined;
      return {
        status: 200,
        headers: [
          ['content-type', file.type],
          ['cache-control', 'public, max-age=31536000, immutable'],
          ['x-content-type-options', 'nosniff'],
          ['cross-origin-resource-policy', 'same-origin'],
          ['cross-origin-embedder-policy', 'require-corp'],
          ['content-security-policy', policy],
        ],
        body: createReadStream(file.path),
      };
    },
  };
}
