import { scrubJson } from './scrub-json.ts';
import type { Scrubber } from './scrubber.ts';

/** A form: names of its fields as those of parameters, and of values only those that profiles look for. */
export function scrubForm(text: string, scrub: Scrubber): string {
  return text
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return scrub.words(pair, 'values');
      const value = pair.slice(equals + 1);
      // A space says that somebody wrote it.
      const replaced = /\+|%20/.test(value) ? scrub.prose(value) : scrub.words(value, 'values');
      return `${scrub.words(pair.slice(0, equals), 'places')}=${replaced}`;
    })
    .join('&');
}

/** The boundary that stands in scrubbed bodies and in the field that names it. */
export const BOUNDARY = 'sallyport-boundary';

/** A form in parts (RFC 7578), as binary text; what is in files goes but for their beginning. Undefined where the boundary cannot be told. */
export function scrubMultipart(
  text: string,
  contentType: string,
  scrub: Scrubber,
  fileHead: (bytes: Buffer) => string,
): string | undefined {
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const parts = `\r\n${text}`.split(`\r\n--${boundary}`).slice(1);
  if (parts.length === 0) return undefined;
  const scrubbed = parts.flatMap((part) => {
    if (part.startsWith('--')) return [];
    const blank = part.indexOf('\r\n\r\n');
    if (blank < 0) return [];
    const head = part
      .slice(2, blank)
      .split('\r\n')
      .filter((line) => /^content-(disposition|type):/i.test(line));
    const body = part.slice(blank + 4);
    const type = /^content-type:\s*([^;\s]*)/im.exec(part.slice(0, blank))?.[1]?.toLowerCase() ?? '';
    const isFile = /;\s*filename\*?\s*=/i.test(head.join('\n'));
    const inner = type.endsWith('json')
      ? scrubJson(utf8(body), scrub)
      : isFile
        ? fileHead(Buffer.from(body, 'latin1'))
        : /\s/.test(body)
          ? scrub.prose(utf8(body))
          : scrub.words(utf8(body), 'values');
    return [
      `--${BOUNDARY}\r\n${head.map((line) => scrub.words(utf8(line), 'places')).join('\r\n')}\r\n\r\n${inner}\r\n`,
    ];
  });
  return `${scrubbed.join('')}--${BOUNDARY}--\r\n`;
}

function utf8(binary: string): string {
  return Buffer.from(binary, 'latin1').toString('utf8');
}
