import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { headerValues } from '../../model/headers.ts';
import { acceptedCodings, once } from '../gateway-routes/runtime-files.ts';

const pack = promisify<Buffer, Buffer>(gzip);

/** The files of pdf.js that the viewer's page and its worker ask for. */
export interface ViewerFiles {
  /** Of pdf.js; in the addresses of its files, so that each is what it is for ever. */
  readonly version: string;
  /** The file of that name, or undefined when there is none; `policy` is what the worker is held to: it comes with the worker's own script. */
  serve(name: string, asked: Pick<Inbound, 'headers'>, policy: string): Reply | undefined;
}

/** What a name may be, and of which type it is: no other file of the package is given out. */
const FILES: readonly (readonly [name: RegExp, folder: string, type: string])[] = [
  // The build for browsers that are not of this year.
  [/^pdf(?:\.worker)?\.min\.mjs$/, 'legacy/build', 'text/javascript; charset=utf-8'],
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
  const packed = new Map<string, Promise<Buffer>>();
  function inGzip(path: string): Promise<Buffer> {
    const known = packed.get(path) ?? readFile(path).then((bytes) => pack(bytes));
    packed.set(path, known);
    return known;
  }
  return {
    version,
    serve(name, { headers }, policy) {
      const file = files.get(name);
      if (file === undefined) return undefined;
      const isPacked =
        file.type.startsWith('text/') && acceptedCodings(headerValues(headers, 'accept-encoding')).has('gzip');
      return {
        status: 200,
        headers: [
          ['content-type', file.type],
          ['cache-control', 'public, max-age=31536000, immutable'],
          ['x-content-type-options', 'nosniff'],
          ['cross-origin-resource-policy', 'same-origin'],
          ['cross-origin-embedder-policy', 'require-corp'],
          ['content-security-policy', policy],
          ['vary', 'accept-encoding'],
          ...(isPacked ? [['content-encoding', 'gzip'] as const] : []),
        ],
        body: isPacked
          ? Readable.from(
              once(() => inGzip(file.path)),
              { objectMode: false },
            )
          : createReadStream(file.path),
      };
    },
  };
}
