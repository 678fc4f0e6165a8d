import { type HeaderList, headerValues } from '../../model/headers.ts';

/**
 * Fields that end at the next hop (RFC 9110 section 7.6.1, RFC 9113 section 8.2.2); `trailer` is kept, since trailers are
 * passed on. `proxy` is no field of HTTP at all: CGI back ends would take it for the variable HTTP_PROXY.
 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'http2-settings',
  'keep-alive',
  'proxy',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Fields a sender may not remove by naming them in Connection: the message would change its meaning. */
const PROTECTED: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'origin',
]);

/**
 * The list without hop-by-hop fields and those the sender's own Connection names. Done before the gateway adds any field,
 * so a client cannot have the gateway's own fields removed (the class of CVE-2026-33805).
 */
export function withoutHopByHop(headers: HeaderList): HeaderList {
  const named = new Set(
    headerValues(headers, 'connection')
      .flatMap((value) => value.toLowerCase().split(','))
      .map((name) => name.trim())
      .filter((name) => !PROTECTED.has(name)),
  );
  return headers.filter(([name]) => !HOP_BY_HOP.has(name) && !name.startsWith('proxy-') && !named.has(name));
}
