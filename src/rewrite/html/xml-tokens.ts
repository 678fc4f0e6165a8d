import { isAt } from '../../model/is-at.ts';
/** A piece of an XML document. `text` runs up to the next `<`. */
export interface XmlToken {
  readonly kind: 'start' | 'end' | 'instruction' | 'other' | 'text';
  readonly end: number;
}

/** Markup that runs to a fixed end, whatever stands in it (XML 1.0, sections 2.5 to 2.7). */
const DELIMITED: ReadonlyArray<readonly [open: string, close: string, kind: XmlToken['kind']]> = [
  ['<!--', '-->', 'other'],
  ['<![CDATA[', ']]>', 'text'],
  ['<?', '?>', 'instruction'],
];

/** Literals, comments and instructions of a doctype's internal subset; the last four are cut off. */
const DOCTYPE_PART = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|"[^"]*"|'[^']*'|<!--|<\?|["']|[[\]>]/g;
const TAG_PART = /"[^"]*"|'[^']*'|["'>]/g;

/** The token at `at`; undefined when it is not whole yet. */
export function xmlToken(text: string, at: number): XmlToken | undefined {
  if (text.charAt(at) !== '<') {
    const next = text.indexOf('<', at);
    return { kind: 'text', end: next < 0 ? text.length : next };
  }
  for (const [open, close, kind] of DELIMITED) {
    if (isAt(text, open, at)) {
      const end = text.indexOf(close, at + open.length);
      return end < 0 ? undefined : { kind, end: end + close.length };
    }
    if (open.startsWith(text.slice(at, at + open.length))) return undefined;
  }
  if (isAt(text, '<!', at)) return doctype(text, at);
  TAG_PART.lastIndex = at;
  for (let match = TAG_PART.exec(text); match; match = TAG_PART.exec(text)) {
    if (match[0] === '>') return { kind: text.charAt(at + 1) === '/' ? 'end' : 'start', end: match.index + 1 };
    if (match[0].length === 1) return undefined;
  }
  return undefined;
}

function doctype(text: string, at: number): XmlToken | undefined {
  DOCTYPE_PART.lastIndex = at;
  let depth = 0;
  for (let match = DOCTYPE_PART.exec(text); match; match = DOCTYPE_PART.exec(text)) {
    const part = match[0];
    if (part === '[') depth++;
    else if (part === ']') depth--;
    else if (part === '>' && depth <= 0) return { kind: 'other', end: match.index + 1 };
    else if (/^(?:<!--|<\?|["'])$/.test(part)) return undefined;
  }
  return undefined;
}
