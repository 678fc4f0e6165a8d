import type { HostMap } from '../../model/host-map.ts';
import type { GrantUrl } from '../grant-url.ts';
import { isKnownAttribute } from '../html/attributes.ts';
import { mark } from '../mark.ts';
import { type MapUrl, rewriteSrcset, rewriteUrlList } from '../url.ts';
import { decodeCss, encodeCss } from './css-escapes.ts';

const BLANK = '(?:\\s|/\\*(?:[^*]|\\*(?!/))*\\*/)*';
/** CSS Syntax 3, 4.3.7: an escape takes all digits that it can and one blank. */
const ESCAPE = '\\\\(?:[\\da-f]{6}\\s?|[\\da-f]{1,5}(?![\\da-f])\\s?|[^\\da-f\\n\\r\\f])';
const NAME = `(?:[\\w-]|[^\\0-\\x7f]|${ESCAPE})+`;
/** A host in a text of any kind, as a `style` attribute is. */
const HOST_IN_TEXT = /(?:(?<![a-z])[a-z]+:)?\/\/[^\s"'\\(),;/?#]+/gi;
/** Selectors 4, 6: an attribute selector with a value, from bracket to bracket; the end of the text closes it (CSS Syntax 3, 5.4.8). */
const TEST = `\\[${BLANK}((?:(?:\\*|${NAME})?\\|)?${NAME})${BLANK}([~|^$*]?=)${BLANK}((["'])(?:(?!\\4)[^\\\\\\n\\r\\f]|\\\\[\\s\\S])*\\4|${NAME})${BLANK}([is]?)${BLANK}(\\]|$)`;
export const attributeTest = (): RegExp => new RegExp(TEST, 'iy');

/**
 * An attribute selector with a value as one that finds the same elements in the browser: by what the page wrote, since the attribute
 * may be its own data, or by what stands there instead. `:not()` is as specific as the most specific of its arguments (Selectors 4, 17).
 * `url` maps to the suffix, and `origins` are those of the table. With `grant` the URLs of sibling hosts are found with their marks too.
 */
export function createAttributeTests(origins: readonly string[], url: MapUrl, grant?: GrantUrl): MapUrl {
  const parts = attributeTest();
  const authority = (origin: string): string => origin.split('//')[1]!;
  /** `wiki.corp.test` and what stands for it in the browser. */
  const authorities = origins.map((origin) => [authority(origin), authority(url(origin))] as const);

  /** What elements may load a URL by, as cross-origin.ts and credentials.ts have it. */
  function marked(here: string): readonly string[] {
    if (!grant || grant(here, 'media') === here) return [];
    const granted = (['font', 'media', 'module', 'part'] as const).map((destination) => grant(here, destination));
    return [...granted, mark(here, 'include'), mark(here, 'same-origin')];
  }

  function alternatives(operator: string, text: string): readonly string[] {
    if (/^[~|]?=$/.test(operator)) {
      const here = url(text);
      const lists = [rewriteSrcset(text, url), rewriteUrlList(text, url), text.replace(HOST_IN_TEXT, url)];
      return [here, ...marked(here), ...lists];
    }
    const complete = text.replace(/(?:(?<![a-z])[a-z]+:)?\/\/[^/?#]+(?=[/?#])/gi, url);
    if (operator === '^=')
      // What ends within a host, or right behind it.
      return authorities.flatMap(([origin]) =>
        ['https://', 'http://', '//']
          .map((scheme) => scheme + origin)
          .filter((each) => each.startsWith(text))
          .map(url)
          .concat(complete, grant?.(complete, 'module') ?? []),
      );
    // The end of a host, or all of it, before the first slash: `wiki.corp.test/docs`, `.test`.
    const [, lead = '', part = '', rest = ''] = /^(.*?\/\/|\/?)([^/?#]*)([\s\S]*)$/.exec(text) ?? [];
    if (part === '' || complete !== text) return [complete, url(text)];
    return authorities.flatMap(([origin, suffix]) => {
      if (part === origin) return [lead + suffix + rest];
      const isTail = lead === '' && origin.endsWith(part) && suffix.startsWith(origin);
      return isTail ? [part + suffix.slice(origin.length) + rest] : [];
    });
  }

  return (test: string): string => {
    parts.lastIndex = 0;
    const [, name = '', operator = '', value = '', quote, flag = '', end] = parts.exec(test) ?? [];
    const written = decodeCss(quote ? value.slice(1, -1) : value).text;
    const [local = ''] = /[^|]*$/.exec(decodeCss(name).text.toLowerCase()) ?? [];
    // `content` holds a policy, or where a page goes on to, on a `meta` element (HTML 4.2.5.3).
    if (written === '' || !(isKnownAttribute(local) || local === 'content')) return test;
    const text = /i/i.test(flag) ? written.toLowerCase() : written;
    const others = [...new Set(alternatives(operator, text))].filter(
      (each) => each !== text && !(/[\^*]/.test(operator) && each.includes(text)),
    );
    const tests = others.map((each) => `, [${name}${operator}"${encodeCss(each)}"${flag && ` ${flag}`}]`);
    if (tests.length === 0) return test;
    const closed = end ? test : `${test}]`;
    // Unlike that of `:is`, this list is no forgiving one (Selectors 4, 4.3): what is wrong at home is so here.
    return `:not(:not(${closed}${tests.join('')}))`;
  };
}

const REMEMBERED_LIMIT = 5000;

/** The same where many style sheets are read, which have them in common. */
export function createRememberedTests({ table, toSuffix }: HostMap): MapUrl {
  const tests = createAttributeTests(table.origins, toSuffix);
  const remembered = new Map<string, string>();
  return (test) => {
    const known = remembered.get(test);
    if (known !== undefined) return known;
    const mapped = tests(test);
    if (remembered.size >= REMEMBERED_LIMIT) remembered.clear();
    if (test.length + mapped.length <= REMEMBERED_LIMIT) remembered.set(test, mapped);
    return mapped;
  };
}
