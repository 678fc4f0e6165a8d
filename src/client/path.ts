import type { MapUrl } from '../rewrite/url.ts';
import { mapUrlPart } from '../rewrite/url-part.ts';

/** XPath 1.0: an attribute that holds a URL, and the literal that it, or a function of it, is compared with. */
const COMPARED =
  /(@(?:[\w-]+:)?(?:href|src|action|formaction|data|poster|cite|background)\s*(?:!?=|,)\s*)("[^"]*"|'[^']*')/g;

/** A path that finds in the browser what it finds in what the page wrote. */
export function mapPath(path: string, toSuffix: MapUrl): string {
  return path.replace(
    COMPARED,
    (_compared, test: string, literal: string) =>
      test + literal.charAt(0) + mapUrlPart(literal.slice(1, -1), toSuffix) + literal.charAt(0),
  );
}
