import { type HeaderList, headerValues } from '../../model/headers.ts';

/** Fields that end at the next hop (RFC 9110 section 7.6.1); `trailer` is kept, since trailers are passed on. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Fields a sender may not remove by naming them in Connection: the message would change its meaning. */
const PROTECTED: ReadonlySet<string> = new Set(['host', 'cookie', 'origin', 'content-length', 'content-type', 'authorization']);

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
  return headers.filter(([name]) => !HOP_BY_HOP.has(name) && !named.has(name));
}
