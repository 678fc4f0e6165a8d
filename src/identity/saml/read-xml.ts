import type { SamlReason } from './saml-reason.ts';
import type { XmlAttribute, XmlElement } from './xml-element.ts';
import { decodeReferences, isXmlText } from './xml-text.ts';

export interface XmlLimits {
  readonly depth: number;
  readonly elements: number;
  /** Of one element, namespace declarations included. */
  readonly attributes: number;
}
export const MESSAGE_LIMITS: XmlLimits = { depth: 32, elements: 4096, attributes: 32 };
/** Metadata describes more than a message does. */
export const METADATA_LIMITS: XmlLimits = { depth: 32, elements: 16_384, attributes: 32 };

/** Prefixes in scope at once: each element that declares one copies them. */
const MAX_SCOPE = 64;
const XML = 'http://www.w3.org/XML/1998/namespace';
const NAME = '([A-Za-z_][\\w.-]*)(?::([A-Za-z_][\\w.-]*))?';
const DECLARATION =
  /^<\?xml\s+version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])utf-8\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\3)?\s*\?>/i;
const OPEN = new RegExp(`<${NAME}`, 'y');
const ATTRIBUTE = new RegExp(`\\s+${NAME}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y');
const OPEN_END = /\s*(\/?)>/y;
const CLOSE = new RegExp(`</${NAME}\\s*>`, 'y');

type Building = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { children: XmlElement[] };

/**
 * The strict subset of XML that SAML messages are written in: elements, attributes, text, five named entities. Everything
 * that two parsers could understand differently is refused, so that what is checked here is what the signature library sees.
 * Total and linear: any text gives an element or a reason. Line ends are line feeds by now (XML 1.0, section 2.11).
 */
export function readXml(text: string, limits: XmlLimits = MESSAGE_LIMITS): XmlElement | SamlReason {
  if (!isXmlText(text) || text.includes('\r')) return 'malformed-xml';
  let at = DECLARATION.exec(text)?.[0].length ?? 0;
  if (text.indexOf('<!') >= 0) return 'markup-declaration';
  if (text.indexOf('<?', at) >= 0) return 'processing-instruction';
  const open: Building[] = [];
  let root: XmlElement | undefined;
  let count = 0;

  while (at < text.length) {
    const next = text.indexOf('<', at);
    const raw = text.slice(at, next < 0 ? text.length : next);
    const inside = open.at(-1);
    if (raw !== '') {
      const piece = decodeReferences(raw);
      if (piece === undefined || raw.includes(']]>')) return 'malformed-xml';
      if (inside) inside.text += piece;
      else if (raw.trim() !== '') return 'malformed-xml';
    }
    if (next < 0) break;
    at = next;
    if (text[at + 1] === '/') {
      CLOSE.lastIndex = at;
      const close = CLOSE.exec(text);
      if (!close || !inside || qualified(close[1], close[2]) !== qualifiedOf(inside)) return 'malformed-xml';
      at = CLOSE.lastIndex;
      open.pop();
      inside.end = at;
      if (inside.children.length > 0 && inside.text.trim() !== '') return 'mixed-content';
      if (open.length === 0) root = inside;
      continue;
    }
    OPEN.lastIndex = at;
    const tag = OPEN.exec(text);
    if (!tag || (root && open.length === 0)) return 'malformed-xml';
    if (open.length >= limits.depth) return 'too-deep';
    if (++count > limits.elements) return 'too-many-parts';
    const start = at;
    at = OPEN.lastIndex;
    const raws: RawAttribute[] = [];
    for (ATTRIBUTE.lastIndex = at; ; at = ATTRIBUTE.lastIndex) {
      const found = ATTRIBUTE.exec(text);
      if (!found) break;
      if (raws.length >= limits.attributes) return 'too-many-parts';
      const decoded = decodeReferences((found[3] ?? found[4] ?? '').replace(/[\t\n]/g, ' '));
      if (decoded === undefined) return 'malformed-xml';
      raws.push({
        prefix: found[2] === undefined ? '' : (found[1] ?? ''),
        name: found[2] ?? found[1] ?? '',
        value: decoded,
      });
    }
    OPEN_END.lastIndex = at;
    const end = OPEN_END.exec(text);
    if (!end) return 'malformed-xml';
    at = OPEN_END.lastIndex;
    const scope = scopeOf(raws, inside?.scope ?? new Map([['xml', XML]]));
    if (scope && scope.size > MAX_SCOPE) return 'too-many-parts';
    const prefix = tag[2] === undefined ? '' : (tag[1] ?? '');
    const namespace = scope && (prefix === '' ? (scope.get('') ?? '') : scope.get(prefix));
    const attributes = scope && resolved(raws, scope);
    if (!scope || namespace === undefined || !attributes) return 'malformed-xml';
    const name = tag[2] ?? tag[1] ?? '';
    const element: Building = {
      name,
      prefix,
      namespace,
      attributes,
      children: [],
      text: '',
      parent: inside,
      scope,
      start,
      end: at,
    };
    inside?.children.push(element);
    if (end[1] === '') open.push(element);
    else if (open.length === 0) root = element;
  }
  return root && open.length === 0 ? root : 'malformed-xml';
}

interface RawAttribute {
  readonly prefix: string;
  readonly name: string;
  readonly value: string;
}

const qualified = (first: string | undefined, second: string | undefined): string =>
  second === undefined ? (first ?? '') : `${first}:${second}`;
const qualifiedOf = ({ prefix, name }: XmlElement): string => (prefix === '' ? name : `${prefix}:${name}`);

/** Prefixes in scope after these declarations; undefined for one that is not allowed (Namespaces in XML, section 3). */
function scopeOf(
  raws: readonly RawAttribute[],
  outer: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | undefined {
  let scope: Map<string, string> | undefined;
  for (const { prefix, name, value } of raws) {
    const declared = prefix === 'xmlns' ? name : prefix === '' && name === 'xmlns' ? '' : undefined;
    if (declared === undefined) continue;
    if (declared.startsWith('xml') || value === XML || value.startsWith('http://www.w3.org/2000/xmlns'))
      return undefined;
    if (declared !== '' && value === '') return undefined;
    scope ??= new Map(outer);
    scope.set(declared, value);
  }
  return scope ?? outer;
}

/** Attributes without declarations; undefined when a prefix is unbound or a name comes twice. */
function resolved(raws: readonly RawAttribute[], scope: ReadonlyMap<string, string>): XmlAttribute[] | undefined {
  const seen = new Set<string>();
  const attributes: XmlAttribute[] = [];
  for (const { prefix, name, value } of raws) {
    const declaration = prefix === 'xmlns' || (prefix === '' && name === 'xmlns');
    const namespace = declaration ? 'xmlns' : prefix === '' ? '' : scope.get(prefix);
    if (namespace === undefined || seen.has(`${namespace} ${name}`)) return undefined;
    seen.add(`${namespace} ${name}`);
    if (!declaration) attributes.push({ name, namespace, value });
  }
  return attributes;
}
