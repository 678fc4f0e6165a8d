/** What a JSON text holds, in its order. Strings come in pieces, their escapes taken off. */
export type JsonPart =
  | { readonly kind: 'open'; readonly isList: boolean }
  | { readonly kind: 'close' }
  /** A piece of a string, which is the name of a member or a value. */
  | { readonly kind: 'string'; readonly isName: boolean; readonly text: string; readonly ends: boolean }
  /** A number, `true`, `false` or `null`. */
  | { readonly kind: 'atom'; readonly text: string };

/** The text is no JSON. */
export class JsonFault extends Error {}

/** Lists and objects in one another: what any reader of an app takes. */
const DEEPEST = 200;
const LONGEST_ATOM = 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const ATOM = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|-?Infinity|NaN)$/;

type Expects = 'value' | 'first-value' | 'name' | 'first-name' | 'colon' | 'next';

/**
 * Reads a JSON text of any length as it comes, holding nothing of it but where it is (RFC 8259). Line breaks within strings and several
 * texts behind one another are taken, as some readers do; whatever else is no JSON throws a JsonFault.
 */
export function createJsonReader(): { read(text: string): Generator<JsonPart>; end(): Generator<JsonPart> } {
  const lists: boolean[] = [];
  let expects: Expects = 'value';
  let inString = false;
  let isName = false;
  /** An escape, or an atom, that is not whole yet. */
  let escaped = '';
  let atom = '';

  function opened(isList: boolean): JsonPart {
    if (expects !== 'value' && expects !== 'first-value') throw new JsonFault('a value where none may stand');
    if (lists.length >= DEEPEST) throw new JsonFault(`more than ${DEEPEST} lists and objects in one another`);
    lists.push(isList);
    expects = isList ? 'first-value' : 'first-name';
    return { kind: 'open', isList };
  }

  function closed(isList: boolean): JsonPart {
    const mayEnd = expects === 'next' || expects === (isList ? 'first-value' : 'first-name');
    if (lists.pop() !== isList || !mayEnd) throw new JsonFault('a bracket that closes nothing');
    after();
    return { kind: 'close' };
  }

  function after(): void {
    expects = lists.length === 0 ? 'value' : 'next';
  }

  function beginString(): void {
    isName = expects === 'name' || expects === 'first-name';
    if (!isName && expects !== 'value' && expects !== 'first-value') throw new JsonFault('a text where none may stand');
    inString = true;
  }

  /** Takes the next sign of an escape; gives what it stands for, once it is whole. */
  function unescaped(sign: string): string | undefined {
    escaped += sign;
    if (escaped[1] !== 'u') {
      const plain = SIMPLE[escaped[1]!];
      if (plain === undefined) throw new JsonFault('an escape that there is not');
      return plain;
    }
    if (escaped.length < 6) return undefined;
    const code = escaped.slice(2);
    if (!/^[0-9a-f]{4}$/i.test(code)) throw new JsonFault('an escape that there is not');
    return String.fromCharCode(Number.parseInt(code, 16));
  }

  function endAtom(): JsonPart {
    const text = atom;
    atom = '';
    if (!ATOM.test(text)) throw new JsonFault('a word that is no value');
    if (expects !== 'value' && expects !== 'first-value') throw new JsonFault('a value where none may stand');
    after();
    return { kind: 'atom', text };
  }

  function separate(sign: string): void {
    if (sign === ':' && expects === 'colon') expects = 'value';
    else if (sign === ',' && expects === 'next') expects = lists.at(-1) ? 'value' : 'name';
    else throw new JsonFault(`a ${sign} where none may stand`);
  }

  function* readString(text: string, from: number): Generator<JsonPart, number> {
    let at = from;
    while (at < text.length) {
      if (escaped !== '') {
        const plain = unescaped(text[at++]!);
        if (plain === undefined) continue;
        escaped = '';
        yield { kind: 'string', isName, text: plain, ends: false };
        continue;
      }
      const start = at;
      for (let unit = text.charCodeAt(at); unit !== QUOTE && unit !== BACKSLASH; unit = text.charCodeAt(++at))
        if (at >= text.length) break;
      const ends = at < text.length && text.charCodeAt(at) === QUOTE;
      if (ends || at > start) yield { kind: 'string', isName, text: text.slice(start, at), ends };
      if (at >= text.length) return at;
      at++;
      if (!ends) escaped = '\\';
      else {
        inString = false;
        if (isName) expects = 'colon';
        else after();
        return at;
      }
    }
    return at;
  }

  return {
    *read(text) {
      for (let at = 0; at < text.length; ) {
        if (inString) {
          at = yield* readString(text, at);
          continue;
        }
        const sign = text[at++]!;
        if (/[\w.+-]/.test(sign)) {
          atom += sign;
          if (atom.length > LONGEST_ATOM) throw new JsonFault('a number of too many digits');
          continue;
        }
        if (atom !== '') yield endAtom();
        if (sign === '"') beginString();
        else if (sign === '{' || sign === '[') yield opened(sign === '[');
        else if (sign === '}' || sign === ']') yield closed(sign === ']');
        else if (sign === ',' || sign === ':') separate(sign);
        else if (!/[\t\n\r ]/.test(sign)) throw new JsonFault('a sign that is no JSON');
      }
    },
    *end() {
      if (atom !== '') yield endAtom();
      if (inString || lists.length > 0) throw new JsonFault('a text that ends too early');
    },
  };
}
