import type { MapUrl } from './url.ts';

/** How the part of a URL begins that a test compares with: `https://wiki.corp.test/`, `://wiki.corp.test`, `wiki.corp.test/docs`. */
const PART = /^([a-z][a-z\d+.-]*:(?=\/\/)|:)?(\/\/)?([^/?#]+)/i;

/**
 * A part of a URL, as selectors and paths compare attributes with. One without an authority stays: they see an attribute as
 * it is written, never what it resolves to.
 */
export function mapUrlPart(part: string, url: MapUrl): string {
  return part.replace(PART, (_part, lead = '', slashes = '', authority = '') => {
    const scheme = lead === ':' ? '' : lead;
    const mapped = url(`${scheme}//${authority}`);
    return lead.slice(scheme.length) + (slashes ? mapped : mapped.slice(2));
  });
}
