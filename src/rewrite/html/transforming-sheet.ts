import { decodeAttribute } from './character-references.ts';
import { xmlToken } from './xml-tokens.ts';

/** Types of an instruction that all browsers with XSLT take for a style sheet that makes another document. */
const TYPE = /^(?:text\/(?:xml|xsl)|application\/xml)$/i;
const PART = /[\t\n\r ]([^\t\n\r =]+)[\t\n\r ]*=[\t\n\r ]*(?:"([^"]*)"|'([^']*)')/g;

/**
 * The address of the XSLT style sheet that an XML document names before its root element (Associating Style Sheets with XML documents,
 * section 4); `none` where it names no such file; undefined when the text ends before that is known.
 */
export function transformingSheet(start: string): { readonly href: string } | 'none' | undefined {
  for (let at = 0; at < start.length; ) {
    const token = xmlToken(start, at);
    if (token === undefined) return undefined;
    if (token.kind === 'start') return 'none';
    const href = token.kind === 'instruction' ? namedBy(start.slice(at, token.end)) : undefined;
    if (href !== undefined) return { href };
    at = token.end;
  }
  return undefined;
}

function namedBy(instruction: string): string | undefined {
  if (!/^<\?xml-stylesheet[\t\n\r ]/.test(instruction)) return undefined;
  const parts = new Map<string, string>();
  for (const [, name = '', double, single] of instruction.matchAll(PART)) parts.set(name, double ?? single ?? '');
  const href = decodeAttribute(parts.get('href') ?? '', (text) => text).text;
  const isChosen = TYPE.test(parts.get('type') ?? '') && parts.get('alternate') !== 'yes';
  // An element of the document itself is no file.
  return isChosen && href !== '' && !href.startsWith('#') ? href : undefined;
}
