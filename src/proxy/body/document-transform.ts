import { PassThrough, pipeline, type Readable, type Transform } from 'node:stream';
import type { Screened } from '../../model/exchange.ts';
import type { HostMap } from '../../model/host-map.ts';
import type { Rewriter } from '../../model/rewriter.ts';
import { cssSplices } from '../../rewrite/css/css-splices.ts';
import { createHtmlRewriter } from '../../rewrite/html/html-rewriter.ts';
import { createXmlRewriter } from '../../rewrite/html/xml-rewriter.ts';
import type { ScriptGoal } from '../../rewrite/js/contract.ts';
import { rewriteScript } from '../../rewrite/js/rewrite-script.ts';
import { rewriteAppManifest } from '../../rewrite/manifest/app-manifest.ts';
import { createDashRewriter } from '../../rewrite/playlist/dash-playlist.ts';
import { rewriteHlsPlaylist } from '../../rewrite/playlist/hls-playlist.ts';
import { type ColumnShifts, shiftedBy } from '../../rewrite/source-map/column-shifts.ts';
import { shiftSourceMap } from '../../rewrite/source-map/shift-source-map.ts';
import { beforeScript } from './before-script.ts';
import { createByteText } from './byte-text.ts';
import { charsetParameter, cssEncoding, documentCharset, scriptEncoding } from './charset.ts';
import { decoders, encoders } from './content-coding.ts';
import type { DocumentKind } from './document-kind.ts';
import { CHARSET_PREFIX } from './encoding-label.ts';
import { inlinePolicies } from './inline-policies.ts';
import { createIntegrityBook } from './integrity-book.ts';
import { createPageIntegrity, type PageIntegrity } from './page-integrity.ts';
import { peek } from './peek.ts';
import { readWhole } from './read-whole.ts';
import {
  createRewriteCache,
  rewriteTextFile,
  type SpliceText,
  type TextFileResult,
  type TextFileRewrite,
} from './rewrite-text-file.ts';
import { rewritingStream, transcodingStream } from './rewriting-stream.ts';
import { createSourceMaps } from './source-maps.ts';

/** What the transforms of one gateway share. */
export interface DocumentParts {
  readonly hosts: HostMap;
  /** Markup put first into every page: the page runtime. A binary string. */
  readonly head: (exchange: Screened, nonce: string) => string;
  /** Script text put before a worker's or worklet's own, on the same line. */
  readonly prelude: (kind: 'worker' | 'worklet', exchange: Screened) => string;
  /** Maps the policy of a `<meta http-equiv=content-security-policy>`. */
  readonly cspMeta: (exchange: Screened, nonce: string, content: string) => string;
  readonly counted: (kind: DocumentKind, result: TextFileResult | 'oversized', exchange: Screened) => void;
  /** Told of a file that could not be had, or whose bytes have none of the digests its page names. */
  readonly unverified: (url: string, exchange: Screened, detail: string) => void;
}

export interface DocumentBody {
  /** Whether the bytes differ from the upstream's, so that its length, digests and validators no longer hold. */
  readonly changes: boolean;
  readonly body: Readable;
  /** Set when the body was transcoded: the charset it is in now. */
  readonly charset?: string;
}

export interface DocumentInput {
  readonly source: Readable;
  /** Content codings to take off and put on again. */
  readonly codings: readonly string[];
  readonly contentType: string | undefined;
  readonly nonce: string;
  readonly fetchFile: FetchFile;
}

/** A body as it came, and the content codings on it. */
export interface CodedFile {
  readonly bytes: Buffer;
  readonly codings: readonly string[];
  readonly contentType: string | undefined;
}

/** A script or style sheet of the page's app by its URL there; undefined when it cannot be had. May reject. */
export type FetchFile = (url: string, loads: 'script' | 'style') => Promise<CodedFile | undefined>;

/** Scripts and style sheets above this many bytes pass untouched, counted and logged. */
export const WHOLE_LIMIT = 24 * 1024 * 1024;
const NO_SHIFTS: ColumnShifts = new Int32Array();
const CACHE_BYTES = 64 * 1024 * 1024;
/** Files whose digests are remembered. */
const BOOK_FILES = 16_384;

/** `kind` is what the answer is by its looks; undefined for what is nothing to rewrite, unless it was named as a source map. */
export type TransformDocument = (
  kind: DocumentKind | undefined,
  exchange: Screened,
  input: DocumentInput,
) => Promise<DocumentBody>;

/** Rewrites a whole file for one exchange; its media type may name the encoding. */
type WholeKind = (exchange: Screened, contentType: string | undefined) => (bytes: Buffer) => TextFileRewrite;

/** How inline script with characters beyond ASCII is read: UTF-8 as text, where it is valid; others as createByteText has them. */
const UTF8_SCRIPT = {
  decode(bytes: string): string | undefined {
    const text = Buffer.from(bytes, 'latin1').toString('utf8');
    return text.includes('\uFFFD') ? undefined : text;
  },
  encode: (text: string): string => Buffer.from(text, 'utf8').toString('latin1'),
} as const;
const BYTES_SCRIPT = { decode: (bytes: string) => bytes, encode: (text: string) => text } as const;

/** For templates of documents: their URLs are mapped, nothing is put in. */
const WITHOUT_SCRIPT = {
  head: '',
  script: () => [],
  ...BYTES_SCRIPT,
} as const;

function throughRewriter(text: string, rewriter: Rewriter): string {
  return rewriter.write(text) + rewriter.end();
}

/** The body stage of rewriting: pages stream through a rewriter, scripts and style sheets are spliced whole. */
export function createDocumentTransform(parts: DocumentParts): TransformDocument {
  const { hosts } = parts;
  const cache = createRewriteCache(CACHE_BYTES);
  const maps = createSourceMaps();
  const book = createIntegrityBook(BOOK_FILES);
  const toSuffix = (url: string): string => hosts.toSuffix(url);

  const script =
    (goal: ScriptGoal): SpliceText =>
    (text) =>
      rewriteScript(text, { goal, url: toSuffix });
  const styleSheet: SpliceText = (text) => {
    const splices = cssSplices(text, toSuffix);
    return { splices, status: splices.length > 0 ? 'rewritten' : 'untouched' };
  };
  const spliceInline = (source: string, goal: ScriptGoal) => rewriteScript(source, { goal, url: toSuffix }).splices;

  /** Text files in which only ASCII is looked at, spliced as binary strings. */
  function binary(kind: string, rewrite: (text: string) => string): WholeKind {
    return () => (bytes) =>
      cache(kind, bytes, () => {
        const text = bytes.toString('latin1');
        const rewritten = rewrite(text);
        return rewritten === text
          ? { bytes, result: 'untouched' }
          : { bytes: Buffer.from(rewritten, 'latin1'), result: 'rewritten' };
      });
  }

  /** Text files that are read in their own encoding. */
  function text(kind: string, encoding: string | undefined, splice: SpliceText): (bytes: Buffer) => TextFileRewrite {
    return (bytes) =>
      cache(`${kind} ${encoding ?? ''}`, bytes, () => rewriteTextFile(bytes, encoding, toSuffix, splice));
  }

  /** Scripts of realms that no page is in: the runtime goes before their own text. HTML 8.1.4.2: they are UTF-8. */
  function started(kind: 'worker' | 'worklet'): WholeKind {
    return (exchange) => (bytes) => {
      const own = text(kind, undefined, script('either'))(bytes);
      const before = beforeScript(parts.prelude(kind, exchange), own.bytes);
      return {
        bytes: Buffer.concat([Buffer.from(before), own.bytes]),
        result: own.result === 'untouched' ? 'rewritten' : own.result,
        map: { url: own.map?.url, shifts: shiftedBy(before.length, own.map?.shifts ?? NO_SHIFTS) },
      };
    };
  }

  const wholeKinds: Readonly<Record<string, WholeKind>> = {
    script: (_exchange, contentType) => (bytes) =>
      text('script', scriptEncoding(contentType, bytes), script('either'))(bytes),
    worker: started('worker'),
    worklet: started('worklet'),
    css: (_exchange, contentType) => (bytes) => text('css', cssEncoding(contentType, bytes), styleSheet)(bytes),
    manifest: binary('manifest', (text) => rewriteAppManifest(text, toSuffix)),
    hls: binary('hls', (text) => rewriteHlsPlaylist(text, toSuffix)),
    dash: binary('dash', (text) => throughRewriter(text, createDashRewriter(toSuffix))),
    xslt: binary('xslt', (text) => throughRewriter(text, createXmlRewriter({ ...WITHOUT_SCRIPT, url: toSuffix }))),
    'source-map': (exchange) => (bytes) => {
      const json = bytes.toString('utf8');
      const moved = shiftSourceMap(json, maps.shiftsFor(exchange) ?? NO_SHIFTS);
      return moved === json ? { bytes, result: 'untouched' } : { bytes: Buffer.from(moved), result: 'rewritten' };
    },
  };

  async function whole(
    kind: DocumentKind,
    exchange: Screened,
    { source, codings, contentType }: DocumentInput,
  ): Promise<DocumentBody> {
    const read = await readWhole(source, WHOLE_LIMIT);
    if ('oversized' in read) {
      parts.counted(kind, 'oversized', exchange);
      return { changes: false, body: read.oversized };
    }
    const plain = await throughAll(read.bytes, decoders(codings));
    const { bytes, result, map } = wholeKinds[kind]!(exchange, contentType)(plain);
    parts.counted(kind, result, exchange);
    if (map && map.shifts.length > 0) maps.rewritten(exchange, map.shifts, map.url);
    if (bytes === plain || bytes.equals(plain)) return { changes: false, body: oneChunk(read.bytes) };
    return { changes: true, body: chain(oneChunk(bytes), encoders(codings)) };
  }

  /** Digests in a page, for the files that the gateway changes (docs/decisions/0006-integrity-is-translated.md). */
  function integrityOf(exchange: Screened, fetchFile: FetchFile): PageIntegrity {
    return createPageIntegrity({
      book,
      pageUrl: exchange.originUrl,
      isRewritten: (url) => toSuffix(url) !== url,
      async enter(url, { digests, loads }) {
        try {
          const file = await fetchFile(url, loads);
          if (!file) return parts.unverified(url, exchange, 'it could not be had');
          const original = await throughAll(file.bytes, decoders(file.codings));
          const { bytes } = wholeKinds[loads === 'style' ? 'css' : loads]!(exchange, file.contentType)(original);
          if (!book.learn(digests, loads, original, bytes))
            parts.unverified(url, exchange, 'its bytes have none of the digests that the page names');
        } catch (error) {
          parts.unverified(url, exchange, String(error));
        }
      },
    });
  }

  async function streamed(
    kind: 'html' | 'xml',
    exchange: Screened,
    { source, codings, contentType, nonce, fetchFile }: DocumentInput,
  ): Promise<DocumentBody> {
    const { integrity, base, settle } = integrityOf(exchange, fetchFile);
    const { prefix, body } = await peek(
      chain(source, decoders(codings)),
      (bytes) => bytes.length >= (charsetParameter(contentType) === undefined ? CHARSET_PREFIX : 3),
    );
    const { encoding, isTranscoded } = documentCharset(kind, contentType, prefix);
    const isUtf8 = encoding === 'utf-8' || isTranscoded;
    const policies = inlinePolicies(exchange, isUtf8 ? 'utf-8' : encoding);
    const options = {
      url: toSuffix,
      head: parts.head(exchange, nonce),
      script: spliceInline,
      integrity,
      base,
      cspMeta: (content: string) => {
        policies.add(content, true);
        return parts.cspMeta(exchange, nonce, content);
      },
      inline: {
        isHashed: policies.isHashed,
        nonceFor(element: string, text: string, own: string | undefined) {
          const verdict = policies.judge(element, text, own);
          return verdict === 'by-digest' ? { nonce } : verdict === 'refused' ? verdict : undefined;
        },
      },
      ...(isUtf8 ? UTF8_SCRIPT : BYTES_SCRIPT),
    };
    const rewriter = kind === 'html' ? createHtmlRewriter(options) : createXmlRewriter(options);
    const transforms = [
      ...(isTranscoded ? [transcodingStream(encoding)] : []),
      rewritingStream(rewriter, createByteText(isUtf8 ? 'utf-8' : encoding), settle),
      ...encoders(codings),
    ];
    parts.counted(kind, 'rewritten', exchange);
    return { changes: true, body: chain(body, transforms), ...(isTranscoded ? { charset: 'utf-8' } : {}) };
  }

  return async (looks, exchange, input) => {
    const kind = looks ?? (maps.shiftsFor(exchange) ? 'source-map' : undefined);
    if (kind === undefined) return { changes: false, body: input.source };
    return kind === 'html' || kind === 'xml' ? streamed(kind, exchange, input) : whole(kind, exchange, input);
  };
}

function oneChunk(bytes: Buffer): Readable {
  const stream = new PassThrough({ highWaterMark: bytes.length + 1 });
  stream.end(bytes);
  return stream;
}

/** Pipes through every transform; an error anywhere destroys the last one, so it reaches whoever reads. */
function chain(source: Readable, transforms: readonly (Transform | NodeJS.ReadWriteStream)[]): Readable {
  let last: Readable = source;
  for (const transform of transforms as readonly Transform[]) {
    const next = transform;
    pipeline(last, next, (error) => {
      if (error) next.destroy(error);
    });
    last = next;
  }
  return last;
}

async function throughAll(bytes: Buffer, transforms: readonly NodeJS.ReadWriteStream[]): Promise<Buffer> {
  if (transforms.length === 0) return bytes;
  const read = await readWhole(chain(oneChunk(bytes), transforms), 4 * WHOLE_LIMIT);
  if ('oversized' in read) {
    read.oversized.destroy();
    throw new Error('a script or style sheet inflates beyond what is read whole');
  }
  return read.bytes;
}
