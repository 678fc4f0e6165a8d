import { asciiSuperset, CHARSET_PREFIX, encodingOf } from './encoding-label.ts';

/** Comments and bogus comments, and tags up to their attributes, in this order (HTML 13.2.3.2, "prescan a byte stream"). */
const STEP = /<!--|<\/?[a-z][^\t\n\f\r />]*|<[!/?][^>]*>?/gi;
const ATTRIBUTE =
  /[\t\n\f\r /]*([^\t\n\f\r />=][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*)?))?/y;

/** Elements whose content is text and no tags (HTML 13.2.5.2 to 13.2.5.4): browsers look for no `meta` in there. */
const OF_TEXT = /^<(script|style|title|textarea|xmp|iframe|noembed|noframes)$/i;

/** The encoding that a page's own `<meta>` names within its first bytes, if one does. */
export function metaCharset(prefix: Buffer): string | undefined {
  const text = prefix.toString('latin1', 0, CHARSET_PREFIX);
  STEP.lastIndex = 0;
  for (let step = STEP.exec(text); step; step = STEP.exec(text)) {
    if (step[0] === '<!--') {
      // `<!-->` and `<!--->` are whole: the dashes may be shared.
      const end = text.indexOf('-->', step.index + 2);
      if (end < 0) return undefined;
      STEP.lastIndex = end + 3;
    } else if (/^<\/?[a-z]/i.test(step[0])) {
      const { attributes, end } = attributesAt(text, STEP.lastIndex);
      STEP.lastIndex = end;
      const encoding = step[0].toLowerCase() === '<meta' ? named(attributes) : undefined;
      if (encoding !== undefined) return encoding;
      const [, element] = OF_TEXT.exec(step[0]) ?? [];
      if (element !== undefined) {
        const behind = text.slice(end).search(new RegExp(`</${element}[\\t\\n\\f\\r />]`, 'i'));
        if (behind < 0) return undefined;
        STEP.lastIndex = end + behind;
      }
    }
  }
  return undefined;
}

function attributesAt(
  text: string,
  from: number,
): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } {
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = from;
  let end = from;
  for (let match = ATTRIBUTE.exec(text); match; match = ATTRIBUTE.exec(text)) {
    end = ATTRIBUTE.lastIndex;
    const [, name = '', double, single, bare] = match;
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
  }
  return { attributes, end };
}

/** `charset`, or `content` with `http-equiv=content-type`. */
function named(attributes: ReadonlyMap<string, string>): string | undefined {
  const charset = attributes.get('charset');
  if (charset !== undefined) return asciiSuperset(encodingOf(charset));
  if (attributes.get('http-equiv')?.toLowerCase() !== 'content-type') return undefined;
  const [, quoted, alsoQuoted, bare] =
    /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"']+))/i.exec(
      attributes.get('content') ?? '',
    ) ?? [];
  return asciiSuperset(encodingOf(quoted ?? alsoQuoted ?? bare));
}
