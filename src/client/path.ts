import { isKnownAttribute } from '../rewrite/html/attributes.ts';
import type { MapUrl } from '../rewrite/url.ts';
import { mapUrlPart } from '../rewrite/url-part.ts';
import { type PathTokens, pathTokens } from './path-tokens.ts';

/** XPath 1.0 section 4.2: functions that make strings of their arguments. */
const OF_STRINGS: ReadonlySet<string> = new Set([
  'concat',
  'contains',
  'normalize-space',
  'starts-with',
  'string',
  'string-length',
  'substring',
  'substring-after',
  'substring-before',
  'translate',
]);
const OPERATOR = /^(?:and|or|div|mod|!?=|[<>]=?|[-+*|])$/;
/** What binds less than a comparison does. */
const LOOSE = /^(?:and|or)?$/;
const LITERAL = /^\s*(["'])([\s\S]*)\1$/;
/** Attributes whose value is one URL: what they are compared with is mapped, whole. */
const OF_A_URL = /^@(?:[\w-]+:)?(?:href|src|action|formaction|data|poster|cite|background)$/;

/** A part of an expression as it must be here. */
interface Part {
  readonly text: string;
  /** The name of the attribute that it is of, `*` for any; undefined where it is no attribute. */
  readonly attribute: string | undefined;
}

/** What no expression is: left to the browser, which says what is wrong with it. */
class Unread extends Error {}

/** An operand of this many characters is not written twice. */
const LIMIT = 2000;
const REMEMBERED_LIMIT = 500;

/**
 * Paths that find in the browser what they find in what the page wrote. A literal that names one of `origins` in full is mapped;
 * else the text of an attribute is compared without what `url` puts behind a host, where that is the same behind all of them.
 */
export function createPaths(origins: readonly string[], url: MapUrl): MapUrl {
  const behind = new Set(
    origins.flatMap((origin) => (url(origin).startsWith(`${origin}.`) ? [url(origin).slice(origin.length)] : [])),
  );
  const [tail] = behind.size === 1 ? behind : [];

  /** The text of a part with the first host in it as the page has it. */
  function written({ text, attribute }: Part): string {
    const [local = ''] = /[^:]*$/.exec(attribute ?? '') ?? [];
    const mayHold = local === '*' || local === 'content' || isKnownAttribute(local);
    if (attribute === undefined || tail === undefined || !mayHold || text.length > LIMIT) return text;
    return `concat(substring-before(concat(${text}, "${tail}"), "${tail}"), substring-after(${text}, "${tail}"))`;
  }

  /** The literal that an attribute is compared with, where it names a host in full. */
  function literal(part: Part, other: string): string | undefined {
    const [, quote = '', text = ''] = LITERAL.exec(other) ?? [];
    const mapped = OF_A_URL.test(part.text.trim()) ? mapUrlPart(text, url) : text;
    return mapped === text ? undefined : quote + mapped + quote;
  }

  /** An attribute and a literal that are compared. Of several attributes one is enough (XPath 1.0 section 3.4). */
  function comparisonAt(parts: readonly Part[], operators: readonly string[], at: number): string | undefined {
    const [first, second] = [parts[at]!, parts[at + 1]];
    const operator = operators[at]?.trim() ?? '';
    const isAlone = [operators[at - 1], operators[at + 1]].every((each = '') => LOOSE.test(each.trim()));
    if (!second || !isAlone || !/^!?=$/.test(operator)) return undefined;
    const [part, other] = LITERAL.test(first.text) ? [second, first] : [first, second];
    if (part.attribute === undefined || !LITERAL.test(other.text)) return undefined;
    const mapped = literal(part, other.text);
    if (mapped !== undefined) return ` ${part.text} ${operator} ${mapped}`;
    const own = written({ text: '.', attribute: part.attribute });
    const test = `${own} ${operator}${other.text}`;
    if (own === '.') return undefined;
    return part.text.trim() === '.' ? ` ${test}` : ` boolean(${part.text}[${test}])`;
  }

  function expression(tokens: PathTokens, ends: readonly string[], isOfAttribute: string | undefined): Part {
    const parts = [operand(tokens, isOfAttribute)];
    const operators: string[] = [];
    while (OPERATOR.test(tokens.peek())) {
      operators.push(tokens.take());
      parts.push(operand(tokens, isOfAttribute));
    }
    if (!ends.includes(tokens.peek())) throw new Unread();
    if (operators.length === 0) return parts[0]!;
    const texts: string[] = [];
    for (let at = 0; at < parts.length; at++) {
      const comparison = comparisonAt(parts, operators, at);
      texts.push(operators[at - 1] ?? '', comparison ?? parts[at]!.text);
      if (comparison !== undefined) at++;
    }
    const isUnion = operators.every((operator) => operator.trim() === '|');
    const isOfThose = isUnion && parts.every(({ attribute }) => attribute !== undefined);
    return { text: texts.join(''), attribute: isOfThose ? '*' : undefined };
  }

  function call(tokens: PathTokens, name: string, isOfAttribute: string | undefined): string {
    const open = tokens.take();
    const given: Part[] = [];
    while (tokens.peek() !== ')') {
      if (given.length > 0 && tokens.take().trim() !== ',') throw new Unread();
      given.push(expression(tokens, [',', ')'], isOfAttribute));
    }
    const mapped =
      name === 'starts-with' && given.length === 2 && given[0]!.attribute !== undefined
        ? literal(given[0]!, given[1]!.text)
        : undefined;
    const isOfStrings = OF_STRINGS.has(name);
    const texts =
      mapped === undefined ? given.map((part) => (isOfStrings ? written(part) : part.text)) : [given[0]!.text, mapped];
    return open + texts.join(',') + tokens.take();
  }

  function operand(tokens: PathTokens, isOfAttribute: string | undefined): Part {
    let text = '';
    let attribute: string | undefined;
    if (tokens.peek() === '-') return { text: tokens.take() + operand(tokens, isOfAttribute).text, attribute };
    // Whether a step, a function or a literal may come: behind one an operator does, or more of its path.
    let isDue = true;
    for (;;) {
      const next = tokens.peek();
      if (next === '/' || next === '//') {
        text += tokens.take();
        attribute = undefined;
        isDue = true;
        // A slash alone is the root.
        if (next === '/' && /^$|^[)\],|=!<>+]/.test(tokens.peek())) return { text, attribute };
      } else if (!isDue && next === '[') {
        text += tokens.take() + expression(tokens, [']'], attribute).text + tokens.take();
      } else if (!isDue) return { text, attribute };
      else if (next === '@' || (next === 'attribute' && tokens.peek(1) === '::')) {
        text += next === '@' ? tokens.take() : tokens.take() + tokens.take();
        attribute = tokens.peek();
        if (!/^[\p{L}_*]/u.test(attribute)) throw new Unread();
        text += tokens.take();
        isDue = false;
      } else if (next === '(') {
        const open = tokens.take();
        const inner = expression(tokens, [')'], isOfAttribute);
        text += open + inner.text + tokens.take();
        attribute = inner.attribute;
        isDue = false;
      } else if (tokens.peek(1) === '::') text += tokens.take() + tokens.take();
      else if (/^(?:["'$*\d\p{L}_]|\.)/u.test(next)) {
        attribute = next === '.' && text === '' ? isOfAttribute : undefined;
        text += tokens.take();
        if (tokens.peek() === '(') text += call(tokens, next, isOfAttribute);
        isDue = false;
      } else throw new Unread();
    }
  }

  const remembered = new Map<string, string>();
  return (path) => {
    const known = remembered.get(path);
    if (known !== undefined) return known;
    let mapped = path;
    try {
      mapped = expression(pathTokens(path), [''], undefined).text;
    } catch (error) {
      // Too deep to be read here.
      if (!(error instanceof Unread || error instanceof RangeError)) throw error;
    }
    if (remembered.size >= REMEMBERED_LIMIT) remembered.clear();
    remembered.set(path, mapped);
    return mapped;
  };
}
