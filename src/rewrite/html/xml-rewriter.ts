import type { Rewriter } from '../../model/rewriter.ts';
import { rewriteCss } from '../css/css-rewriter.ts';
import { rewriteSrcset, rewriteUrlList } from '../url.ts';
import { type AttributeKind, attributeKind } from './attributes.ts';
import type { HtmlOptions } from './contract.ts';

/** Markup of an XML document that may hold attributes, and what is skipped over (XML 1.0 section 2). */
const MARKUP =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<([A-Za-z_][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g;

/**
 * Rewrites XHTML served as XML and SVG documents: attributes by the same table, names as written. XML has no implied
 * elements, so the runtime goes first into `head`, or into the root of an SVG. The document is rewritten at its end: a
 * browser shows no XML before it is whole.
 */
export function createXmlRewriter(options: HtmlOptions): Rewriter {
  let held = '';
  const mappers: Readonly<Partial<Record<AttributeKind, (value: string) => string>>> = {
    url: options.url,
    base: options.url,
    srcset: (value) => rewriteSrcset(value, options.url),
    'url-list': (value) => rewriteUrlList(value, options.url),
    style: (value) => rewriteCss(value, options.url),
  };
  return {
    write(chunk) {
      held += chunk;
      return '';
    },
    end() {
      let headDone = options.head === '';
      return held.replace(MARKUP, (tag, name: string | undefined, attributes: string | undefined) => {
        if (name === undefined)
          return tag.startsWith('<?xml-stylesheet')
            ? tag.replace(
                /(href\s*=\s*["'])([^"']*)/i,
                (_whole, before: string, url: string) => before + options.url(url),
              )
            : tag;
        const local = name.replace(/^.*:/, '').toLowerCase();
        const mapped = (attributes ?? '').replace(
          /([\w:.-]+)(\s*=\s*)(["'])([\s\S]*?)\3/g,
          (whole, attribute: string, equals: string, quote: string, value: string) => {
            const map = mappers[attributeKind(local, attribute.toLowerCase()) ?? 'srcdoc'];
            const plain = value.replaceAll('&amp;', '&');
            const rewritten = map?.(plain) ?? plain;
            return rewritten === plain
              ? whole
              : attribute + equals + quote + rewritten.replaceAll('&', '&amp;').replaceAll('<', '&lt;') + quote;
          },
        );
        const rewritten = tag.replace(attributes ?? '', () => mapped);
        if (headDone || tag.endsWith('/>') || (local !== 'head' && local !== 'svg')) return rewritten;
        headDone = true;
        return rewritten + options.head.replace('<script', '<script xmlns="http://www.w3.org/1999/xhtml"');
      });
    },
  };
}
