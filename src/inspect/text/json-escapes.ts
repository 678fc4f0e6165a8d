import type { EndingSink, TextSink } from './decoder.ts';

/** RFC 8259 section 7, and what may become an escape with more text behind it. */
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|u[0-9a-fA-F]{0,3}$|([\s\S])|$)/g;
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text of JSON without its escapes: `\u0034111` is 4111 to whoever reads it. */
export function createJsonEscapes(sink: TextSink): EndingSink {
  let rest = '';
  const write = (text: string, last: boolean): void => {
    const all = rest + text;
    rest = '';
    const read = all.includes('\\')
      ? all.replace(ESCAPE, (written, code: string | undefined, sign: string | undefined) => {
          if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
          if (sign !== undefined && sign !== 'u') return SHORT[sign] ?? sign;
          // `\u` with other signs behind it is no escape; at the end of a piece nobody can tell yet.
          const isOpen = sign === undefined;
          if (isOpen && !last) rest = written;
          return isOpen && !last ? '' : written;
        })
      : all;
    if (read !== '') sink.write(read);
  };
  return { write: (text) => write(text, false), end: () => write('', true) };
}
