import { Readable } from 'node:stream';
import type { Permitted, Screened } from '../../model/exchange.ts';
import type { HostMap } from '../../model/host-map.ts';
import { createRememberedTests } from '../../rewrite/css/attribute-tests.ts';
import { isRelative } from '../../rewrite/grant-url.ts';
import { rewriteCsp } from '../../rewrite/headers/csp.ts';
import { createHtmlRewriter } from '../../rewrite/html/html-rewriter.ts';
import type { CheckedResource } from '../../rewrite/html/integrity.ts';
import { createXmlRewriter, rewriteXml } from '../../rewrite/html/xml-rewriter.ts';
import type { ScriptGoal } from '../../rewrite/js/contract.ts';
import { rewriteScript } from '../../rewrite/js/rewrite-script.ts';
import { createByteText } from './byte-text.ts';
import { chain, oneChunk, throughAll } from './chain.ts';
import { charsetParameter, documentCharset } from './charset.ts';
import { encoders, shownDecoders } from './content-coding.ts';
import { type CodedFile, type DocumentBody, type DocumentInput, type FetchFile, WHOLE_LIMIT } from './document-body.ts';
import type { DocumentKind } from './document-kind.ts';
import { CHARSET_PREFIX } from './encoding-label.ts';
import { createModuleGrants } from './granted-module.ts';
import { createStyleGrants } from './granted-style.ts';
import type { GrantsOf } from './grants-of.ts';
import { isInSandbox, shownInSandbox } from './in-sandbox.ts';
import { inlinePolicies } from './inline-policies.ts';
import { BYTES_SCRIPT, UTF8_SCRIPT } from './inline-text.ts';
import { createIntegrityBook, translateDigests } from './integrity-book.ts';
import { createLargeFiles, LARGE, type LargeFiles } from './large-files.ts';
import { largeInline } from './large-inline.ts';
import { createLaterText, type LaterText } from './later-text.ts';
import { createPageIntegrity, type PageIntegrity } from './page-integrity.ts';
import { peek } from './peek.ts';
import { readAheadAt } from './read-ahead.ts';
import { readWhole } from './read-whole.ts';
import type { TextFileResult } from './rewrite-text-file.ts';
import { rewritingStream, transcodingStream } from './rewriting-stream.ts';
import { isShownByWindow } from './shown-by-window.ts';
import { createSourceMaps } from './source-maps.ts';
import { saysHowShown, transformed } from './transformed-page.ts';
import { createWholeKinds } from './whole-kinds.ts';

/** What the transforms of one gateway share. */
export interface DocumentParts {
  readonly hosts: HostMap;
  /** What lets style sheets of this user and app load fonts and masks from the app's hosts. */
  readonly grants: GrantsOf;
  /** Markup put first into every page: the page runtime. A binary string. */
  readonly head: (exchange: Screened, nonce: string, base?: string) => string;
  /** Script text put before a worker's or worklet's own, on the same line. */
  readonly prelude: (kind: 'worker' | 'worklet', exchange: Screened) => string;
  readonly counted: (kind: DocumentKind, result: TextFileResult | 'oversized', exchange: Screened) => void;
  /** Told of a file that could not be had, or whose bytes have none of the digests its page names. */
  readonly unverified: (url: string, exchange: Screened, detail: string) => void;
  /** What changes large files, instead of threads of its own. */
  readonly large?: LargeFiles;
}

/** What stands in the policy of a meta element that lets in attributes by their digests. */
const HASHES_ATTRIBUTES = /unsafe-hashes/i;
const INFLATED_LIMIT = 4 * WHOLE_LIMIT;
/** Files whose digests are remembered. */
const BOOK_FILES = 16_384;

/** `kind` is what the answer is by its looks; undefined for what is nothing to rewrite, unless it was named as a source map. */
export type TransformDocument = (
  kind: DocumentKind | undefined,
  exchange: Screened,
  input: DocumentInput,
) => Promise<DocumentBody>;

/** The digests of files as they come through the gateway, behind those that they have at the app. */
export type TranslateDigests = (
  exchange: Permitted,
  resources: readonly CheckedResource[],
  fetchFile: FetchFile,
) => Promise<readonly string[]>;

export interface DocumentTransform {
  readonly transform: TransformDocument;
  readonly digests: TranslateDigests;
  /** Ends its threads. */
  close(): void;
}

/** The body stage of rewriting: pages stream through a rewriter, scripts and style sheets are spliced whole. */
export function createDocumentTransform(parts: DocumentParts): DocumentTransform {
  const { hosts } = parts;
  const maps = createSourceMaps();
  const book = createIntegrityBook(BOOK_FILES);
  const selector = createRememberedTests(hosts);
  const grants = createStyleGrants(hosts, selector, parts.grants);
  const toSuffix = (url: string): string => hosts.toSuffix(url);

  const modules = createModuleGrants(hosts, parts.grants);

  const large = parts.large ?? createLargeFiles();
  const kinds = createWholeKinds({ hosts, selector, grants, modules, maps, large, prelude: parts.prelude });

  async function whole(
    kind: Exclude<DocumentKind, 'html' | 'xml'>,
    exchange: Screened,
    { source, codings, contentType, variant }: DocumentInput,
  ): Promise<DocumentBody> {
    const read = await readWhole(source, WHOLE_LIMIT, { from: LARGE, until: large.room });
    if ('oversized' in read) {
      parts.counted(kind, 'oversized', exchange);
      return { changes: false, body: read.oversized };
    }
    const plain = await throughAll(read.bytes, shownDecoders(codings), INFLATED_LIMIT);
    const { bytes, result, map, isVariant, variesBySite } = await kinds[kind](exchange, { contentType, variant })(
      plain,
    );
    const varies = { ...(isVariant ? { isVariant } : {}), ...(variesBySite ? { variesBySite } : {}) };
    parts.counted(kind, result, exchange);
    if (map && map.shifts.length > 0) maps.rewritten(exchange, map.shifts, map.url);
    if (bytes === plain || bytes.equals(plain)) return { changes: false, body: oneChunk(read.bytes), ...varies };
    return { changes: true, body: chain(oneChunk(bytes), encoders(codings)), ...varies };
  }

  /** Enters a file in the book; gives the digests of one that others may get otherwise, which no book may hold. */
  async function enterFile(
    page: Screened,
    url: string,
    { digests, loads, separator }: CheckedResource,
    { contentType }: CodedFile,
    original: Buffer,
  ): Promise<string | undefined> {
    const isOpaque = isInSandbox(page);
    const isOwn = !isOpaque && URL.parse(url)?.origin === URL.parse(page.originUrl)?.origin;
    const dest = ['sec-fetch-dest', loads] as const;
    const asking: Screened = isOwn
      ? { ...page, headers: [dest, ['sec-fetch-site', 'same-origin']] }
      : {
          ...page,
          headers: isOpaque
            ? [dest, ['sec-fetch-site', 'cross-site'], ['origin', 'null']]
            : [dest, ['sec-fetch-site', 'same-site'], ['origin', `https://${page.authority}`]],
          // A script that is no module imports nothing by a name that it says so of.
          mark: parts.grants(page).module,
        };
    const asked = { contentType, variant: 'as its page asks' };
    const { bytes, isVariant, variesBySite, isFailed } = await kinds[loads === 'style' ? 'css' : 'script'](
      asking,
      asked,
    )(original);
    // What is served may be another text than this one.
    if (isFailed === true) throw new Error('it could not be rewritten');
    const translated = translateDigests({ digests, separator }, original, bytes);
    if (translated === undefined) throw new Error('its bytes have none of the digests that the page names');
    if (isVariant || variesBySite) return translated;
    book.learn(digests, loads, original, bytes);
    return undefined;
  }

  /** Digests in a page, for the files that the gateway changes (docs/decisions/0006-integrity-is-translated.md). */
  function integrityOf(exchange: Screened, fetchFile: FetchFile, later: LaterText): PageIntegrity {
    return createPageIntegrity({
      book,
      later,
      pageUrl: exchange.originUrl,
      isRewritten: (url) => toSuffix(url) !== url,
      async enter(url, resource) {
        try {
          const file = await fetchFile(url, resource.loads);
          if (!file) throw new Error('it could not be had');
          return await enterFile(
            exchange,
            url,
            resource,
            file,
            await throughAll(file.bytes, shownDecoders(file.codings), INFLATED_LIMIT),
          );
        } catch (error) {
          parts.unverified(url, exchange, error instanceof Error ? error.message : String(error));
          return undefined;
        }
      },
    });
  }

  async function streamed(
    kind: 'html' | 'xml',
    exchange: Screened,
    { source, codings, contentType, nonce, fetchFile }: DocumentInput,
  ): Promise<DocumentBody> {
    const later = createLaterText();
    const { integrity, base } = integrityOf(exchange, fetchFile, later);
    let leadsAway = false;
    const ofApp = (): boolean => !leadsAway;
    /** How a page of this kind loads. */
    const loading = (page: Screened) => {
      const isOpaque = isInSandbox(page);
      const moduleUrl = modules.inPage(page, ofApp);
      const how = {
        grant: grants.inPage(page, ofApp),
        parts: parts.grants(page).part !== undefined,
        isOpaque,
        own: (url: string) => !isOpaque && `${url.replace(/^https:/i, '')}/`.startsWith(`//${page.authority}/`),
        script: (source: string, goal: ScriptGoal) => rewriteScript(source, { goal, url: moduleUrl }).splices,
      };
      return { how, moduleUrl };
    };
    const { how: here, moduleUrl } = loading(exchange);
    let inside: typeof here | undefined;
    const sandboxed = () => (inside ??= here.isOpaque ? here : loading(shownInSandbox(exchange)).how);
    const { prefix, body } = await peek(
      chain(source, shownDecoders(codings)),
      (bytes) =>
        bytes.length >= (charsetParameter(contentType) === undefined ? CHARSET_PREFIX : 3) &&
        (kind === 'html' || saysHowShown(bytes)),
    );
    const { encoding, isTranscoded, isNamedWithin } = documentCharset(kind, contentType, prefix);
    const isUtf8 = encoding === 'utf-8' || isTranscoded;
    const policies = inlinePolicies(exchange, isUtf8 ? 'utf-8' : encoding);
    const plain = {
      url: toSuffix,
      upgrades: policies.upgrades,
      selector,
      ...here,
      sandboxed,
      xml: rewriteXml,
      ofData: () => ({ head: parts.head(exchange, nonce, `https://${exchange.authority}`) }),
      head: parts.head(exchange, nonce),
      fillsBlank: isShownByWindow(exchange),
      ...(isUtf8 ? UTF8_SCRIPT : BYTES_SCRIPT),
    };
    const options = {
      ...plain,
      integrity,
      later: largeInline({ large, later, isUtf8, url: moduleUrl }),
      base: (url: string) => {
        base(url);
        // No grant goes to where the app's base element leads, unless that is the app.
        leadsAway = !isRelative(url) && sandboxed().grant(toSuffix(url), 'part') === toSuffix(url);
      },
      cspMeta: (content: string) => {
        policies.add(content, true);
        const { origin } = exchange.host;
        const moduleGrant = parts.grants(exchange).module;
        const viewer = exchange.viewer === undefined ? {} : { viewer: exchange.viewer };
        return rewriteCsp(content, { hosts, origin, nonce, digests: translated(), moduleGrant, ...viewer });
      },
      inline: {
        isHashed: policies.isHashed,
        nonceFor(element: string, text: string, own: string | undefined) {
          const verdict = policies.judge(element, text, own);
          return verdict === 'by-digest' ? { nonce } : verdict === 'refused' ? verdict : undefined;
        },
        nonceForFile: (digests: string, own: string | undefined) =>
          policies.letsInFile(digests, own) ? { nonce } : undefined,
      },
    };
    const create = kind === 'html' ? createHtmlRewriter : createXmlRewriter;
    const reader = () => createByteText(isUtf8 ? 'utf-8' : encoding);
    /** Texts of attributes, and of elements in XML, with what they become. */
    const changes: (readonly [from: string, to: string])[] = [];
    const translated = (): ReadonlyMap<string, string> =>
      new Map(changes.flatMap(([from, to]) => [...policies.translated(from, to)]));
    const lookAhead = (bytes: Buffer): void => {
      const ahead = create({ ...plain, later: () => '', changed: (from, to) => changes.push([from, to]) });
      ahead.write(reader().read(bytes));
      ahead.end();
    };
    const shown = kind === 'html' ? body : await transformed(exchange, { prefix, body, encoding, nonce, ...plain });
    if (Buffer.isBuffer(shown)) {
      parts.counted(kind, 'rewritten', exchange);
      return { changes: true, body: chain(oneChunk(shown), encoders(codings)), charset: 'utf-8', type: 'text/html' };
    }
    let page = chain(shown, isTranscoded ? [transcodingStream(encoding)] : []);
    // A policy goes out before the page: where it names digests of text that no nonce can let in, the page is read ahead.
    if (policies.hashesAttributes() || (kind === 'xml' && ['script', 'style'].some(policies.isHashed))) {
      const read = await readWhole(page, WHOLE_LIMIT);
      page = 'bytes' in read ? oneChunk(read.bytes) : read.oversized;
      if ('bytes' in read) lookAhead(read.bytes);
    } else page = readAheadAt(page, HASHES_ATTRIBUTES, WHOLE_LIMIT, lookAhead);
    const digests = translated();
    parts.counted(kind, 'rewritten', exchange);
    return {
      changes: true,
      body: chain(page, [rewritingStream(create(options), reader(), later.settle), ...encoders(codings)]),
      ...(isTranscoded ? { charset: 'utf-8' } : isNamedWithin ? { charset: encoding } : {}),
      digests,
    };
  }

  return {
    async transform(looks, exchange, input) {
      const kind = looks ?? (maps.shiftsFor(exchange) ? 'source-map' : undefined);
      if (kind === undefined) return { changes: false, body: input.source };
      return kind === 'html' || kind === 'xml' ? streamed(kind, exchange, input) : whole(kind, exchange, input);
    },
    async digests(exchange, resources, fetchFile) {
      const answered = { status: 200, responseHeaders: [], responseBody: Readable.from([]), judgement: undefined };
      const page: Screened = { ...exchange, ...answered, trailers: Promise.resolve([]) };
      const later = createLaterText();
      const { integrity } = integrityOf(page, fetchFile, later);
      return Promise.all(resources.map((resource) => later.settle(integrity(resource))));
    },
    close: large.close,
  };
}
