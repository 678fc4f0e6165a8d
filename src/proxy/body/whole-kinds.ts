import type { Screened } from '../../model/exchange.ts';
import type { HostMap } from '../../model/host-map.ts';
import { applySplices, throughRewriter } from '../../model/rewriter.ts';
import type { CssUrl } from '../../rewrite/css/contract.ts';
import { withDataSheets } from '../../rewrite/css/data-sheets.ts';
import { grantedCssUrl } from '../../rewrite/css/grants.ts';
import { jsonUrlSplices } from '../../rewrite/html/json-urls.ts';
import { rewriteXml } from '../../rewrite/html/xml-rewriter.ts';
import { rewriteAppManifest } from '../../rewrite/manifest/app-manifest.ts';
import { createDashRewriter } from '../../rewrite/playlist/dash-playlist.ts';
import { rewriteHlsPlaylist } from '../../rewrite/playlist/hls-playlist.ts';
import { type ColumnShifts, shiftedBy } from '../../rewrite/source-map/column-shifts.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { beforeScript } from './before-script.ts';
import { cssEncoding, scriptEncoding } from './charset.ts';
import type { DocumentKind } from './document-kind.ts';
import { changeFile, type FileChange } from './file-change.ts';
import type { ModuleGrants } from './granted-module.ts';
import type { StyleGrants } from './granted-style.ts';
import { BYTES_SCRIPT } from './inline-text.ts';
import { LARGE, type LargeFiles } from './large-files.ts';
import { createRewriteCache, type TextFileRewrite } from './rewrite-text-file.ts';
import type { SourceMaps } from './source-maps.ts';

/** A whole file as it goes out. */
export interface Whole extends TextFileRewrite {
  /** Whether the bytes are the asked variant of the body, for this user alone. */
  readonly isVariant?: boolean;
  /** Whether a page of another origin may get other bytes. */
  readonly variesBySite?: boolean;
}

/** What the bytes depend on beside the file: its media type, which may name an encoding, and the grants asked for. */
export interface WholeAsked {
  readonly contentType: string | undefined;
  readonly variant: string | undefined;
}

/** Rewrites a whole file for one exchange. */
export type WholeKind = (exchange: Screened, asked: WholeAsked) => (bytes: Buffer) => Promise<Whole>;

export interface WholeKindParts {
  readonly hosts: HostMap;
  /** Maps an attribute selector of a style sheet. */
  readonly selector: MapUrl;
  readonly grants: StyleGrants;
  readonly modules: ModuleGrants;
  readonly maps: SourceMaps;
  readonly large: LargeFiles;
  /** Script text put before a worker's or worklet's own, on the same line. */
  readonly prelude: (kind: 'worker' | 'worklet', exchange: Screened) => string;
}

const CACHE_BYTES = 64 * 1024 * 1024;
const NO_SHIFTS: ColumnShifts = new Int32Array();

/** For templates of documents: their URLs are mapped, nothing is put in. */
const WITHOUT_SCRIPT = { head: '', script: () => [], ...BYTES_SCRIPT } as const;

/** How every kind of file that is read whole is rewritten. */
export function createWholeKinds({
  hosts,
  selector,
  grants,
  modules,
  maps,
  large,
  prelude,
}: WholeKindParts): Readonly<Record<Exclude<DocumentKind, 'html' | 'xml'>, WholeKind>> {
  const cache = createRewriteCache(CACHE_BYTES);
  const toSuffix = (url: string): string => hosts.toSuffix(url);
  const cssUrl = withDataSheets(grantedCssUrl(toSuffix, selector));

  const changed = (bytes: Buffer, change: FileChange, text: CssUrl): TextFileRewrite | Promise<TextFileRewrite> =>
    bytes.length < LARGE
      ? changeFile(bytes, change, { comment: toSuffix, text })
      : large.change(bytes, change, { comment: toSuffix, text });

  /** Text files in which only ASCII is looked at, spliced as binary strings. */
  function binary(kind: string, rewrite: (text: string) => string): WholeKind {
    return () => async (bytes) =>
      cache(kind, bytes, () => {
        const text = bytes.toString('latin1');
        const rewritten = rewrite(text);
        return rewritten === text
          ? { bytes, result: 'untouched' }
          : { bytes: Buffer.from(rewritten, 'latin1'), result: 'rewritten' };
      });
  }

  const script = (kind: string, encoding: string | undefined, bytes: Buffer, url: CssUrl) =>
    cache(`${kind} ${encoding ?? ''}`, bytes, () => changed(bytes, { kind: 'script', encoding }, url));

  /** Scripts, with grants for what they import where they need some. */
  function code(kind: string, encoding: string | undefined, exchange: Screened, variant: string | undefined) {
    return async (bytes: Buffer): Promise<Whole> => {
      const plain = await script(kind, encoding, bytes, toSuffix);
      const granted = variant === undefined ? undefined : modules.inScript(exchange, bytes);
      if (!granted) return plain;
      const own = await script(`${kind} ${granted.key}`, encoding, bytes, granted.url);
      return { ...(own.bytes.equals(plain.bytes) ? plain : { ...own, isVariant: true }), variesBySite: true };
    };
  }

  /** Scripts of realms that no page is in: the runtime goes before their own text. HTML 8.1.4.2: they are UTF-8. */
  function started(kind: 'worker' | 'worklet'): WholeKind {
    return (exchange, { variant }) =>
      async (bytes) => {
        const own = await code(kind, undefined, exchange, variant)(bytes);
        const before = beforeScript(prelude(kind, exchange), own.bytes);
        return {
          ...own,
          bytes: Buffer.concat([Buffer.from(before), own.bytes]),
          result: own.result === 'untouched' ? 'rewritten' : own.result,
          map: { url: own.map?.url, shifts: shiftedBy(before.length, own.map?.shifts ?? NO_SHIFTS) },
        };
      };
  }

  const css: WholeKind =
    (exchange, { contentType, variant }) =>
    async (bytes) => {
      const encoding = cssEncoding(contentType, bytes);
      const plain = await cache(`css ${encoding ?? ''}`, bytes, () =>
        changed(bytes, { kind: 'css', encoding, relative: false }, cssUrl),
      );
      const granted = variant === undefined ? undefined : grants.inSheet(exchange, bytes);
      if (!granted) return plain;
      const own = await changed(bytes, { kind: 'css', encoding, relative: granted.relative }, granted.url);
      return { ...(own.bytes.equals(plain.bytes) ? plain : { ...own, isVariant: true }), variesBySite: true };
    };

  return {
    script:
      (exchange, { contentType, variant }) =>
      (bytes) =>
        code('script', scriptEncoding(contentType, bytes), exchange, variant)(bytes),
    worker: started('worker'),
    worklet: started('worklet'),
    css,
    manifest: binary('manifest', (text) => rewriteAppManifest(text, toSuffix)),
    'speculation-rules': binary('rules', (text) => applySplices(text, jsonUrlSplices(text, toSuffix))),
    hls: binary('hls', (text) => rewriteHlsPlaylist(text, toSuffix)),
    dash: binary('dash', (text) => throughRewriter(text, createDashRewriter(toSuffix))),
    xslt: binary('xslt', (text) => rewriteXml(text, { ...WITHOUT_SCRIPT, url: toSuffix })),
    'source-map': (exchange) => async (bytes) =>
      changed(bytes, { kind: 'source-map', shifts: maps.shiftsFor(exchange) ?? NO_SHIFTS }, toSuffix),
  };
}
