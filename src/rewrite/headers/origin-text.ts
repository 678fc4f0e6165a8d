import { type HostMap, serializeOrigin } from '../../model/host-map.ts';

/** What may stand before a host in a URL, raw or percent-encoded any number of times, with the scheme and its colon. */
const BEFORE_HOST =
  /(?:(https?|wss?)(:|%(?:25)*3a))?(?:[\\/]|%(?:25)*(?:2f|5c)){2,}(?:[^\s\\/?#@%]*(?:@|%(?:25)*40))?$/i;
/** How far before a host its scheme is looked for. */
const REACH = 256;
const HOST_CHARACTER = /[a-z0-9._-]/i;

/**
 * A text with every suffix URL, authority and host name of the table back at its origin, written plainly or
 * percent-encoded. For request targets and header values: nothing an app is sent names a suffix host (law 1). Only whole
 * configured names change; a text without any comes back as it is.
 */
export function toOriginText(text: string, hosts: HostMap): string {
  const { suffix, port } = hosts.table;
  const tail = `\\.${suffix.replaceAll('.', '\\.')}`;
  // What is left of a suffix said twice would be one again, and the port before it is none.
  const again = `(?:${tail}(?![a-z0-9_-])(?:(?::|%(?:25)*3a)\\d{1,5}(?!\\d))?)*`;
  const suffixHere = new RegExp(`${tail}(?![a-z0-9_-]|\\.[a-z0-9])(?:(:|%(?:25)*3a)(\\d{1,5})(?!\\d)${again})?`, 'gi');
  let out = '';
  let from = 0;
  for (const match of text.matchAll(suffixHere)) {
    const [found, colon, portText] = match as unknown as [string, string | undefined, string | undefined];
    const start = hostStart(text, match.index);
    const name = `${text.slice(start, match.index)}.${suffix}`;
    const url = BEFORE_HOST.exec(text.slice(Math.max(from, start - REACH), start));
    const [, scheme, schemeColon] = url ?? [];
    const origin = hosts.originOf(portText === undefined ? name : `${name}:${portText}`);
    const named = origin ?? (url || portText !== undefined ? undefined : hosts.originOf(`${name}:${port}`));
    if (!named) continue;
    const authority = origin ? serializeOrigin(named).slice(named.scheme.length + 3) : named.host;
    const before = text.slice(from, start);
    const schemeEnd = scheme === undefined ? 0 : before.toLowerCase().lastIndexOf(scheme.toLowerCase()) + scheme.length;
    const secured = named.scheme === 'http' && scheme?.toLowerCase().endsWith('s') ? 1 : 0;
    out +=
      before.slice(0, schemeEnd - secured) + before.slice(schemeEnd) + encodedLike(colon ?? schemeColon, authority);
    from = match.index + found.length;
  }
  return out + text.slice(from);
}

/** Where the host ends that begins before `end`; hex digits of a percent escape before it are no part of it. */
function hostStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && end - start < REACH && HOST_CHARACTER.test(text.charAt(start - 1))) start--;
  if (text[start - 1] !== '%') return start;
  return start + (/^(?:25)*[0-9a-f]{2}/i.exec(text.slice(start, end))?.[0].length ?? 0);
}

/** Percent-encodes as often as the colon beside it was: `:` never, `%3A` once, `%253A` twice. */
function encodedLike(colon: string | undefined, authority: string): string {
  let text = authority;
  for (let depth = (colon?.length ?? 1) - 1; depth > 0; depth -= 2) text = encodeURIComponent(text);
  return text;
}
