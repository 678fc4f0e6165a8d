import type { HostMap } from '../../model/host-map.ts';

/**
 * Every suffix URL in a text back to its origin URL, written plainly or percent-encoded once. For request targets and
 * header values: nothing an app is sent names a suffix host (law 1). Text that holds no suffix is returned as it is.
 */
export function toOriginText(text: string, hosts: HostMap): string {
  if (!text.includes(hosts.table.suffix)) return text;
  return text
    .replace(/(?:https?:|wss?:)?\/\/[^\s"'<>\\^`{|}]+/gi, (url) => hosts.toOrigin(url))
    .replace(/(?:https?|wss?)%3A%2F%2F[a-z0-9._-]+(?:%3A\d+)?/gi, (encoded) => {
      const plain = decodeURIComponent(encoded);
      const mapped = hosts.toOrigin(plain);
      return mapped === plain ? encoded : encodeURIComponent(mapped);
    });
}
