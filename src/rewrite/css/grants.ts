import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { findAuthority } from '../authority.ts';
import { mark } from '../mark.ts';
import type { MapUrl } from '../url.ts';
import type { CssUrl } from './contract.ts';

/** What style sheets fetch without credentials from another origin, as a request destination of the Fetch standard. */
export type GrantedDestination = 'font' | 'image';

/** A suffix URL or a relative one, with the grant when it needs one. Total. */
export type GrantUrl = (url: string, destination: GrantedDestination) => string;

export interface GrantContext {
  readonly hosts: HostMap;
  /** Serialized origins of the app whose hosts the grants are for. */
  readonly origins: readonly string[];
  /** The page's own origin where it is known: what it asks of that comes with its cookies. */
  readonly own?: string;
  /** Whether relative URLs lead to another origin than the page's: the style sheet itself came from there. */
  readonly relative: boolean;
  readonly grants: Readonly<Record<GrantedDestination, string>>;
}

/**
 * Properties whose URLs are fetched with CORS and credentials mode `same-origin` (CSS Fonts 4 section 4.8.2, CSS Masking 1
 * section 7.10, CSS Shapes 1 section 3.2). A custom property may stand in for any of the latter.
 */
const PROPERTIES: ReadonlyArray<readonly [pattern: RegExp, destination: GrantedDestination]> = [
  [/^src$/, 'font'],
  [/^(?:-webkit-)?mask(?:-image|-border(?:-source)?|-box-image(?:-source)?)?$/, 'image'],
  [/^(?:-webkit-)?(?:shape-outside|clip-path)$/, 'image'],
  [/^--/, 'image'],
];

export function destinationOf(property: string): GrantedDestination | undefined {
  const name = property.toLowerCase();
  return PROPERTIES.find(([pattern]) => pattern.test(name))?.[1];
}

/** How the URLs of a style sheet are mapped: to the suffix, and with a grant where they are fetched without credentials. */
export function grantedCssUrl(url: MapUrl, grant: GrantUrl | undefined): CssUrl {
  if (!grant) return url;
  return (text, property) => {
    const destination = destinationOf(property);
    const mapped = url(text);
    return destination === undefined ? mapped : grant(mapped, destination);
  };
}

/** Puts grants into the URLs of the app's other hosts. */
export function createGrantUrl({ hosts, origins, own, relative, grants }: GrantContext): GrantUrl {
  const known = new Set(origins.filter((origin) => origin !== own));
  return (url, destination) => {
    const granted = isRelative(url) ? relative : known.has(originOf(url, hosts) ?? '');
    return granted ? mark(url, grants[destination]) : url;
  };
}

function originOf(url: string, hosts: HostMap): string | undefined {
  const found = findAuthority(url);
  const origin = found && hosts.originOf(found.host + found.port);
  return origin && serializeOrigin(origin);
}

/** Whether a URL takes its host from its base; one that is only a fragment names a part of the document. */
function isRelative(url: string): boolean {
  const text = url.replace(/^[\0-\x20]+/, '');
  return text !== '' && !/^(?:#|[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(text);
}
