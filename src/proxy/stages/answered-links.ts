import type { Permitted } from '../../model/exchange.ts';
import { type HeaderList, headerValues } from '../../model/headers.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { createGrantUrl } from '../../rewrite/grant-url.ts';
import { checkedLinks, type LinkContext, rewriteLink } from '../../rewrite/headers/link.ts';
import type { CheckedResource } from '../../rewrite/html/integrity.ts';
import type { GrantsOf } from '../body/grants-of.ts';
import { isInSandbox } from '../body/in-sandbox.ts';

/** How the links in the fields of one exchange become those that its browser can use. */
export interface LinkParts {
  readonly hosts: HostMap;
  readonly grants: GrantsOf;
  /** The digests of files as they come through the gateway, behind their own; those alone where nobody can vouch for them. */
  readonly translated: (resources: readonly CheckedResource[]) => Promise<readonly string[]>;
}

const VISIBLE = /^[\t\x20-\x7e]*$/;

/** What the Link fields among `fields` become; undefined where there are none. Waits for the digests that it meets first. */
export async function linkContext(
  exchange: Permitted & { readonly responseHeaders?: HeaderList },
  fields: HeaderList,
  { hosts, grants, translated }: LinkParts,
): Promise<LinkContext | undefined> {
  const values = headerValues(fields, 'link');
  if (values.length === 0) return undefined;
  const own = serializeOrigin(exchange.host.origin);
  const isOpaque = isInSandbox(exchange);
  const resources = values.flatMap((value) => checkedLinks(value, (url) => hosts.toSuffix(url)));
  const digests = resources.length === 0 ? [] : await translated(resources);
  const known = new Map(resources.map((resource, at) => [keyOf(resource), digests[at]]));
  return {
    digests: (resource) => {
      const told = known.get(keyOf(resource));
      return told?.includes(resource.separator) ? told : undefined;
    },
    grant: createGrantUrl({
      hosts,
      origins: exchange.app.hosts.map(({ origin }) => serializeOrigin(origin)),
      ...(isOpaque ? {} : { own }),
      relative: isOpaque,
      grants: grants(exchange),
    }),
    isOpaque,
    own: (url) => `${url.replace(/^https:/i, '')}/`.startsWith(`//${exchange.authority}/`),
  };
}

/**
 * Early Hints (RFC 8297), passed on as the browser can use them. They are sent when their digests are known, unless the answer
 * has gone before: that has links of its own.
 */
export function earlyHints(
  exchange: Permitted,
  parts: LinkParts,
  send: (status: number, headers: HeaderList) => void,
): (status: number, headers: HeaderList) => void {
  return (status, headers) => {
    if (status !== 103) return;
    void linkContext(exchange, headers, parts).then((context) => {
      const links = headerValues(headers, 'link')
        .flatMap((value) => rewriteLink(value, (url) => parts.hosts.toSuffix(url), context) ?? [])
        .filter((value) => VISIBLE.test(value));
      if (links.length > 0) send(status, [['link', links.join(', ')]]);
    });
  };
}

function keyOf({ url, digests, loads }: CheckedResource): string {
  return JSON.stringify([url, digests, loads]);
}
