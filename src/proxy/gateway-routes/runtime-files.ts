import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { headerValues } from '../../model/headers.ts';

/** One bundled script of the page runtime, or a style sheet of it; `hash` names its content. */
export interface Bundle {
  readonly code: string;
  readonly hash: string;
}

export interface RuntimeFiles {
  /** The bundle as a reply, or undefined when `name` is none. */
  serve(name: string, inbound: Inbound): Reply | undefined;
}

type Compress = (code: string) => Promise<Buffer>;
const brotli = promisify<string, object, Buffer>(brotliCompress);
/** The best first. Quality 9 is a tenth of the work of 11 for the first browser that asks, and a few bytes more. */
const CODINGS: ReadonlyMap<string, Compress> = new Map([
  ['br', (code) => brotli(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })],
  ['gzip', promisify<string, Buffer>(gzip)],
]);

/** The bundles under the gateway path: public, without a user's data, immutable under their hash; compressed once. */
export function createRuntimeFiles(bundles: Readonly<Record<string, Bundle>>): RuntimeFiles {
  const compressed = new Map<string, Promise<Buffer>>();
  function inCoding(name: string, { code }: Bundle, coding: string, compress: Compress): Promise<Buffer> {
    const key = `${coding} ${name}`;
    const known = compressed.get(key) ?? compress(code);
    compressed.set(key, known);
    return known;
  }

  return {
    serve(name, inbound) {
      const bundle = Object.hasOwn(bundles, name) ? bundles[name] : undefined;
      if (!bundle || !/^(GET|HEAD)$/.test(inbound.method)) return undefined;
      const exact = inbound.target.includes(`v=${bundle.hash}`);
      const accepted = acceptedCodings(headerValues(inbound.headers, 'accept-encoding'));
      const [coding, compress] = [...CODINGS].find(([each]) => accepted.has(each)) ?? [];
      return {
        status: 200,
        headers: [
          ['content-type', `text/${name.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`],
          ['cache-control', exact ? 'public, max-age=31536000, immutable' : 'no-cache'],
          ['x-content-type-options', 'nosniff'],
          // A sandboxed document has an origin of its own, and it needs the runtime like any other (CORP, Fetch 3.7).
          ['cross-origin-resource-policy', 'cross-origin'],
          ['access-control-allow-origin', '*'],
          ['vary', 'accept-encoding'],
          ...(coding === undefined ? [] : [['content-encoding', coding] as const]),
        ],
        body:
          coding === undefined || compress === undefined
            ? bundle.code
            : Readable.from(
                once(() => inCoding(name, bundle, coding, compress)),
                { objectMode: false },
              ),
      };
    },
  };
}

/** A body of what is awaited once somebody reads it. */
export async function* once(bytes: () => Promise<Buffer>): AsyncGenerator<Buffer> {
  yield await bytes();
}

/** Accept-Encoding (RFC 9110 section 12.5.3): what is named and not refused. */
export function acceptedCodings(values: readonly string[]): ReadonlySet<string> {
  const ranges = values.join(',').split(',');
  return new Set(
    ranges.flatMap((range) => {
      const [coding = '', ...weight] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      return weight.some((each) => /^q\s*=\s*0(\.0*)?$/.test(each)) ? [] : [coding];
    }),
  );
}
