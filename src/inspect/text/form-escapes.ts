import type { EndingSink, TextSink } from './decoder.ts';

const TOKEN = /%[0-9a-fA-F]{2}|[+&]|[^%+&]+|%/g;
/** What may become an octet with more text behind it. */
const OPEN = /%[0-9a-fA-F]?$/;

/** The values of a form or of a query as they are meant (WHATWG URL, section 5.1), a line each. */
export function createFormEscapes(sink: TextSink): EndingSink {
  const octets = new TextDecoder();
  let rest = '';
  let isOpen = false;
  const write = (text: string, last: boolean): void => {
    const all = rest + text;
    rest = last ? '' : (OPEN.exec(all)?.[0] ?? '');
    let read = '';
    for (const [token] of all.slice(0, all.length - rest.length).matchAll(TOKEN)) {
      if (token.length === 3 && token[0] === '%') {
        read += octets.decode(Uint8Array.of(Number.parseInt(token.slice(1), 16)), { stream: true });
        isOpen = true;
        continue;
      }
      if (isOpen) read += octets.decode();
      isOpen = false;
      read += token === '+' ? ' ' : token === '&' ? '\n' : token;
    }
    if (last && isOpen) read += octets.decode();
    if (read !== '') sink.write(read);
  };
  return { write: (text) => write(text, false), end: () => write('', true) };
}

/** A whole query as it is meant. */
export function formText(query: string): string {
  let text = '';
  const escapes = createFormEscapes({ write: (read) => (text += read) });
  escapes.write(query);
  escapes.end();
  return text;
}
