import { trimmedEnd } from '../../model/trimmed.ts';
import type { Front } from './front.ts';
import type { Channel, MaskWindow } from './mask-window.ts';

/** RFC 8259 section 7; a pair of surrogates is one character. What is no escape stands for itself. */
const ESCAPE = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|["\\/bfnrt])/y;
const LONGEST_ESCAPE = 12;
const IN_STRING = /[^"\\]+/y;
const NUMBER = /-?\d[\d.eE+-]{0,300}/y;
const WORD = /(?:true|false|null)(?![\w$])/y;
const OTHER = /[^"\d\-tfn]+/y;
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** Longest token outside of strings that is waited for. */
const LONGEST = 302;

/**
 * JSON, and text that holds some: strings are read without their escapes and masked sign by sign, a number becomes 0, and what gives the
 * text its form stays. Text that is none comes out masked all the same. `parts`: what ends a text, for streams of them.
 */
export function createJsonFront(window: MaskWindow, channel: Channel, parts?: RegExp): Front {
  let rest = '';
  let inString = false;

  function take(pattern: RegExp, at: number): string | undefined {
    pattern.lastIndex = at;
    return pattern.exec(rest)?.[0];
  }

  /** One token at a place of the rest; undefined when it may not be whole yet. */
  function token(at: number, last: boolean): number | undefined {
    const sign = rest[at]!;
    if (sign === '"') {
      inString = !inString;
      window.stands(channel, sign, sign, 'fixed');
      return 1;
    }
    if (inString) {
      if (sign === '\\') {
        if (!last && rest.length - at < LONGEST_ESCAPE) return undefined;
        const written = take(ESCAPE, at);
        window.stands(channel, written ?? sign, written === undefined ? sign : meaning(written), 'character');
        return written?.length ?? 1;
      }
      const text = take(IN_STRING, at)!;
      window.text(channel, text);
      return text.length;
    }
    if (!last && rest.length - at < LONGEST && /^[-\w.+$]*$/.test(rest.slice(at))) return undefined;
    const number = take(NUMBER, at);
    if (number !== undefined) {
      window.stands(channel, number, number, 'number');
      return number.length;
    }
    const word = take(WORD, at);
    if (word !== undefined) {
      window.stands(channel, word, word, 'fixed');
      return word.length;
    }
    const other = take(OTHER, at) ?? sign;
    window.text(channel, other);
    return other.length;
  }

  function read(text: string, last: boolean): void {
    rest += text;
    let at = 0;
    while (at < rest.length) {
      const length = token(at, last);
      if (length === undefined) break;
      at += length;
    }
    rest = rest.slice(at);
  }

  let held = '';
  return {
    write(source) {
      if (parts === undefined) {
        read(source, false);
        return;
      }
      held += source;
      for (let end = parts.exec(held); end !== null; end = parts.exec(held)) {
        const upTo = end.index + end[0].length;
        read(held.slice(0, upTo), true);
        window.end(channel);
        inString = false;
        held = held.slice(upTo);
      }
      const kept = trimmedEnd(held, '\r\n').length;
      read(held.slice(0, kept), false);
      held = held.slice(kept);
    },
    end() {
      read(held, true);
      window.end(channel);
    },
  };
}

function meaning(written: string): string {
  const sign = written[1]!;
  if (sign !== 'u') return SHORT[sign] ?? sign;
  return written.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
