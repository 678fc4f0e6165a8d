import { applySplices, type Splice } from '../../model/rewriter.ts';
import { cssSplices } from '../css/css-splices.ts';
import { grantedCssUrl } from '../css/grants.ts';
import { linkToSuffix } from '../secured-url.ts';
import { difference, listSplices } from '../splice/difference.ts';
import { type MapUrl, rewriteAllow, rewriteRefresh, rewriteSrcset, rewriteUrlList } from '../url.ts';
import type { AttributeKind } from './attributes.ts';
import type { HtmlOptions } from './contract.ts';
import type { MapDocument } from './data-document.ts';
import { errorHandler } from './error-handler.ts';
import { javascriptStart, javascriptUrlSplices } from './javascript-url.ts';
import { scriptSplices } from './script-splices.ts';

/** The splices of a nested document (`srcdoc`), given by whoever can read documents. */
export type DocumentSplices = (document: string) => readonly Splice[];

/** What a rule may use besides the value. */
export interface AttributeScope {
  readonly options: HtmlOptions;
  readonly document: DocumentSplices;
  /** The same of one in a sandbox without its origin. */
  readonly sandboxed: DocumentSplices;
  /** One whose URL is a `data:` one, which is of no origin either (HTML 7.1.1), as it must be here. */
  readonly ofData: MapDocument;
  /** Whether a `source` of the `picture` that is open leads to a sibling host: the `img` behind it asks for that (HTML 4.8.4.3.6). */
  readonly picture: { leads: boolean };
}

type AttributeSplices = (value: string, scope: AttributeScope) => readonly Splice[];

function urlSplices(value: string, options: HtmlOptions, map: MapUrl): readonly Splice[] {
  const start = javascriptStart(value);
  if (start === undefined) return difference(value, map(value));
  return javascriptUrlSplices(value, start, (script) => scriptSplices(script, 'url', options));
}

/** One rule a kind: splices over the value without its character references. */
const BY_KIND: Readonly<Record<AttributeKind, AttributeSplices>> = {
  url: (value, { options }) => urlSplices(value, options, options.url),
  link: (value, { options }) => urlSplices(value, options, (url) => linkToSuffix(url, options.url)),
  media: (value, { options }) => urlSplices(value, options, options.url),
  base: (value, { options }) => {
    options.base?.(value);
    return difference(value, options.url(value));
  },
  'url-list': (value, { options }) => listSplices(value, options.url, rewriteUrlList),
  allow: (value, { options }) => listSplices(value, options.url, rewriteAllow),
  srcset: (value, { options }) => listSplices(value, options.url, rewriteSrcset),
  // SVG 2, "values": a list separated by semicolons.
  'animation-values': (value, { options }) =>
    listSplices(value, options.url, (list, map) => list.replace(/[^;\t\n\f\r ][^;]*/g, (each) => map(each))),
  refresh: (value, { options }) => listSplices(value, options.url, rewriteRefresh),
  style: (value, { options }) =>
    cssSplices(value, grantedCssUrl(options.url, options.selector, options.grant, options.parts), options.isOpaque),
  handler: (value, { options }) => scriptSplices(value, 'handler', options),
  'error-handler': (value, { options }) => {
    const code = applySplices(value, scriptSplices(value, 'handler', options));
    return difference(value, errorHandler(code));
  },
  srcdoc: (value, { document }) => document(value),
  csp: (value, { options }) => (options.cspMeta ? difference(value, options.cspMeta(value)) : []),
  // With the element as a whole: tag-splices.ts.
  integrity: () => [],
};

/** What a policy may let in by its digest. */
const CODE: ReadonlySet<AttributeKind> = new Set(['handler', 'error-handler', 'style']);

/** Splices over an attribute's value (decoded) of this kind. */
export function attributeSplices(kind: AttributeKind, value: string, scope: AttributeScope): readonly Splice[] {
  const splices = BY_KIND[kind](value, scope);
  if (splices.length > 0 && CODE.has(kind)) scope.options.changed?.(value, applySplices(value, splices));
  return splices;
}
