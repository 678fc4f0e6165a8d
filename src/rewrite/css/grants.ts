import type { GrantedDestination, GrantUrl } from '../grant-url.ts';
import { linkToSuffix, securedUrl } from '../secured-url.ts';
import type { MapUrl } from '../url.ts';
import type { CssUrl } from './contract.ts';
import { SELECTOR } from './css-scanner.ts';

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

/**
 * How the URLs of a style sheet are mapped: to the suffix, and with a grant where they are fetched without credentials; with
 * `parts`, all of them are, or `imports` alone. `test` maps its attribute selectors.
 */
export function grantedCssUrl(
  url: MapUrl,
  test: MapUrl = url,
  grant?: GrantUrl,
  parts: boolean | 'imports' = false,
): CssUrl {
  return (text, property) => {
    if (property === SELECTOR) return test(text);
    // Pictures that a page of `https` names by `http` are asked for by `https` (Mixed Content section 4.1).
    const mapped = linkToSuffix(text, url);
    if (!grant) return mapped;
    const isPart = parts === 'imports' ? property === '' : parts;
    const destination = destinationOf(property) ?? (isPart ? 'part' : undefined);
    return destination === undefined ? mapped : grant(securedUrl(text, url) ?? mapped, destination);
  };
}
