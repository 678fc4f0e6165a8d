import { referenceText } from './reference-text.ts';

/** Longest tag read as one; beyond, its `<` is text like any other. */
const MAX_TAG = 1024 * 1024;
/** Longest character reference (HTML 13.5 names at most 32 letters). */
const MAX_REFERENCE = 40;

/** Whoever reads what a marked-up text consists of, in its order. */
export interface MarkupListener {
  /** `attributes` as written, without the name; `empty` for `<a/>`. */
  open(name: string, attributes: string, empty: boolean): void;
  close(name: string): void;
  /** Character data, its references resolved. */
  text(text: string): void;
  /** Comments, instructions, declarations. */
  beside(text: string): void;
  /** Whether what follows this start tag is read raw up to its end tag (HTML script and style). */
  raw(name: string): boolean;
}

const OPENERS: readonly (readonly [opener: string, closer: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '>'],
  ['<!', '>'],
  ['</', '>'],
];
const TAG_NAME = /^<\/?([^\s/>]+)/;

/**
 * Reads HTML or XML as it comes, in any pieces: a scanner of what stands where, not a parser of what it would become. It never fails:
 * what makes no sense is text.
 */
export function createMarkupReader(listener: MarkupListener): { write(text: string): void; end(): void } {
  let rest = '';
  /** What ends the present comment, section or raw element. */
  let until: string | undefined;
  let beside = false;

  function passage(last: boolean): boolean {
    const lower = until!.startsWith('</') ? rest.toLowerCase() : rest;
    const at = lower.indexOf(until!);
    const kept = last ? 0 : until!.length - 1;
    const content = at < 0 ? rest.slice(0, Math.max(0, rest.length - kept)) : rest.slice(0, at);
    if (content !== '') beside ? listener.beside(content) : listener.text(content);
    rest = rest.slice(content.length);
    if (at < 0) return false;
    if (!until!.startsWith('</')) rest = rest.slice(until!.length);
    if (beside) listener.beside('\n');
    until = undefined;
    return true;
  }

  function characters(upTo: number): void {
    if (upTo === 0) return;
    const text = rest.slice(0, upTo);
    listener.text(text.includes('&') ? referenceText(text) : text);
    rest = rest.slice(upTo);
  }

  /** At a `<`; false when more is needed. */
  function markup(last: boolean): boolean {
    const next = rest[1];
    if (next === undefined && !last) return false;
    if (next === undefined || !/[a-z!?/_:\x80-\uffff]/i.test(next)) {
      characters(1);
      return true;
    }
    const found = OPENERS.find(([opener]) => rest.startsWith(opener));
    if (found?.[0] === '<!' && !last && OPENERS.some(([opener]) => opener.startsWith(rest))) return false;
    if (found !== undefined && found[0] !== '</' && found[0] !== '<!') {
      until = found[1];
      beside = found[1] !== ']]>';
      rest = rest.slice(found[0].length);
      return true;
    }
    const end = endOfTag(rest);
    if (end < 0) {
      if (!last && rest.length < MAX_TAG) return false;
      characters(1);
      return true;
    }
    const tag = rest.slice(0, end);
    rest = rest.slice(end + 1);
    if (found?.[0] === '<!') listener.beside(`${tag}\n`);
    else report(tag);
    return true;
  }

  function report(tag: string): void {
    const name = TAG_NAME.exec(tag)?.[1];
    if (name === undefined) return;
    if (tag[1] === '/') {
      listener.close(name);
      return;
    }
    const empty = tag.endsWith('/');
    listener.open(name, tag.slice(name.length + 1, empty ? -1 : undefined), empty);
    if (empty || !listener.raw(name)) return;
    until = `</${name.toLowerCase()}`;
    beside = true;
  }

  function read(last: boolean): void {
    for (;;) {
      if (until !== undefined) {
        if (!passage(last)) return;
        continue;
      }
      const at = rest.indexOf('<');
      const reference = at < 0 && !last ? rest.lastIndexOf('&') : -1;
      const held = reference >= 0 && rest.length - reference <= MAX_REFERENCE ? rest.length - reference : 0;
      characters(at < 0 ? rest.length - held : at);
      if (rest === '' || at < 0 || !markup(last)) return;
    }
  }

  return {
    write(text) {
      rest += text;
      read(false);
    },
    end() {
      read(true);
      if (rest !== '') listener.beside(rest);
    },
  };
}

/** The `>` that ends a tag: quotes hold it back where a value begins with one. -1 for none yet. */
function endOfTag(text: string): number {
  let quote = '';
  for (let at = 1; at < text.length; at++) {
    const character = text[at]!;
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '>') return at;
    else if ((character === '"' || character === "'") && /=\s*$/.test(text.slice(Math.max(0, at - 10), at)))
      quote = character;
  }
  return -1;
}
