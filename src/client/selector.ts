import { decodeCss } from '../rewrite/css/css-escapes.ts';
import { type MapUrl, rewriteSrcset, rewriteUrlList } from '../rewrite/url.ts';

/** Selectors 4, 6: an attribute selector with a value; the end of the text closes it (CSS Syntax 3, 5.4.8). */
const ATTRIBUTE =
  /\[\s*((?:[\w*-]*\|)?[\w-]+(?:\\:[\w-]+)?)\s*([~|^$*]?=)\s*("(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|(?:[^\]\s"'\\]|\\[\s\S])+)\s*([isIS]?)\s*(?:\]|$)/g;
/** Attributes that hold URLs on some element. */
const URL_ATTRIBUTE =
  /^(?:[\w*-]*\|)?(?:xlink\\:)?(?:href|src|srcset|imagesrcset|action|formaction|data|poster|cite|background|ping|longdesc|codebase|style|content)$/i;

/** How a selector finds in the browser what it finds in what the page wrote, on a page of these origins. */
export function createSelectorMap(origins: readonly string[], toSuffix: MapUrl): (selector: string) => string {
  /** `wiki.corp.test` and what stands for it in the browser. */
  const authorities = origins.flatMap((origin) => {
    const mapped = toSuffix(origin);
    return mapped === origin ? [] : [[authorityOf(origin), authorityOf(mapped)] as const];
  });

  function alternatives(operator: string, text: string): readonly string[] {
    if (text === '') return [];
    if (operator === '=' || operator === '~=' || operator === '|=')
      return [toSuffix(text), rewriteSrcset(text, toSuffix), rewriteUrlList(text, toSuffix)];
    const complete = text.replace(/(?:[a-z]+:)?\/\/[^/?#]+(?=[/?#])/gi, toSuffix);
    if (operator === '^=')
      return [complete, ...authorities.flatMap(([origin, suffix]) => prefixes(text, origin, suffix))];
    // The end of a host, or all of it, before the first slash: `wiki.corp.test/docs`, `.test`.
    const [, lead = '', part = '', rest = ''] = /^(.*?\/\/|)([^/?#]*)([\s\S]*)$/.exec(text) ?? [];
    const isOpen = operator === '*=' && rest === '';
    if (part === '' || isOpen || complete !== text) return [complete, ...(operator === '$=' ? [toSuffix(text)] : [])];
    return authorities.flatMap(([origin, suffix]) => {
      if (part === origin) return [lead + suffix + rest];
      const isTail = lead === '' && origin.endsWith(part) && suffix.startsWith(origin);
      return isTail ? [part + suffix.slice(origin.length) + rest] : [];
    });
  }

  /** What a beginning stands for that ends within a host or right behind it. */
  function prefixes(text: string, origin: string, suffix: string): readonly string[] {
    return ['https://', 'http://', '//']
      .flatMap((scheme) =>
        (scheme + origin).startsWith(text) && text.length > scheme.length ? [toSuffix(scheme + origin)] : [],
      )
      .filter((each) => !each.startsWith(text) && each.includes(suffix));
  }

  function mapAttribute(whole: string, name: string, operator: string, value: string, flag: string): string {
    if (!URL_ATTRIBUTE.test(name)) return whole;
    const text = decodeCss(/^["']/.test(value) ? value.slice(1, -1) : value).text;
    const others = [...new Set(alternatives(operator, text))].filter((each) => each !== text);
    if (others.length === 0) return whole;
    const quoted = others.map((each) => `"${each.replace(/["\\]/g, '\\$&')}"`);
    const tests = [value, ...quoted].map((each) => `[${name}${operator}${each}${flag && ` ${flag}`}]`);
    // Unlike that of `:is`, this list is no forgiving one (Selectors 4, 4.3): what is wrong at home is so here.
    return `:not(:not(${tests.join(', ')}))`;
  }

  return (selector) => selector.replace(ATTRIBUTE, mapAttribute);
}

/** The host and port of an origin. */
const authorityOf = (origin: string): string => origin.slice(origin.indexOf('//') + 2);
