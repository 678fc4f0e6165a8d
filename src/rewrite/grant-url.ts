import { type HostMap, serializeOrigin } from '../model/host-map.ts';
import { findAuthority } from './authority.ts';
import { mark, markPath } from './mark.ts';

/**
 * What is fetched from another origin without credentials: by style sheets, by modules that import one another, and the other
 * parts of a page whose embedder policy says so; speculation rules; and to where the browser's reports go.
 */
export type GrantedDestination = 'font' | 'framing' | 'image' | 'media' | 'module' | 'part' | 'report' | 'rules';

/** Those for parts of pages are not given to all, those for what fields name to no page. */
type Unshared = 'framing' | 'part' | 'report' | 'rules';
type Destined = Readonly<Record<Exclude<GrantedDestination, Unshared>, string> & { [Each in Unshared]?: string }>;

/** Grants by what they are for; `opaque` is for whatever a document in a sandbox loads. */
export type MintedGrants = Destined & { readonly opaque: string };

/** A suffix URL or a relative one, with the grant when it needs one. Total. */
export type GrantUrl = (url: string, destination: GrantedDestination) => string;

export interface GrantContext {
  readonly hosts: HostMap;
  /** Serialized origins of the app whose hosts the grants are for. */
  readonly origins: readonly string[];
  /** The page's own origin where it is known: what it asks of that comes with its cookies. */
  readonly own?: string;
  /** Whether relative URLs lead to another origin than the page's: what they stand in came from there. */
  readonly relative: boolean | (() => boolean);
  /** The host that modules are of which go without credentials among themselves, and whose paths stay as they are. */
  readonly alone?: string;
  readonly grants: Destined;
}

/** A module is named by no other relative text (HTML 8.1.5.2, resolving a module specifier). */
const SPECIFIER = /^(?:\.\.?)?[\\/]/;

/** Whether a grant is for what a document in a sandbox loads: from its own host too, and all of it by one grant. */
export const isOpaque = (grant: string | undefined): boolean => grant?.startsWith('opaque.') === true;

/** The grants of a document in a sandbox: all that it loads is asked for by an origin that is none. */
export function sandboxGrants(opaque: string): Destined {
  return { font: opaque, image: opaque, media: opaque, module: opaque, part: opaque };
}

/** Puts grants into the URLs of the app's other hosts. */
export function createGrantUrl({ hosts, origins, own, relative, alone, grants }: GrantContext): GrantUrl {
  const known = new Set(origins.filter((origin) => origin !== own));
  return (url, destination) => {
    const grant = grants[destination];
    if (grant === undefined) return url;
    const origin = isRelative(url) ? undefined : (originOf(url, hosts) ?? '');
    const granted =
      origin === undefined
        ? (destination !== 'module' || SPECIFIER.test(url)) && (relative === true || (relative !== false && relative()))
        : known.has(origin);
    // Modules name others by relative URLs, and by parts of URLs in import maps: those keep a grant that is in the path.
    const staysInPath =
      destination === 'module' &&
      !isOpaque(grant) &&
      (alone === undefined || (origin !== undefined && origin !== alone));
    return granted ? (staysInPath ? markPath : mark)(url, grant) : url;
  };
}

function originOf(url: string, hosts: HostMap): string | undefined {
  const found = findAuthority(url);
  const origin = found && hosts.originOf(found.host + found.port);
  return origin && serializeOrigin(origin);
}

/** Whether a URL takes its host from its base; one that is only a fragment names a part of the document. */
export function isRelative(url: string): boolean {
  const text = url.replace(/^[\0-\x20]+/, '');
  return text !== '' && !/^(?:#|[a-z][a-z0-9+.-]*:|[\\/]{2})/i.test(text);
}
