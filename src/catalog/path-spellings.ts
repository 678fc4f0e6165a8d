/**
 * Every way a server may read a path, the most decoded first: percent signs taken off once or twice, dot segments and doubled
 * slashes gone, backslashes for slashes, parameters after `;` gone (RFC 3986 section 3.3). A rule fits when it fits one.
 */
export function pathSpellings(path: string): readonly string[] {
  if (!/[%\\;]|\/\/|\/\./.test(path)) return [path];
  const once = decoded(path);
  const twice = decoded(once);
  const found = new Set<string>();
  for (const text of [once, twice, path]) {
    const slashed = text.replaceAll('\\', '/').replaceAll('\0', '');
    found.add(withoutDots(slashed));
    found.add(withoutDots(slashed.replace(/;[^/]*/g, '')));
  }
  // Dots and parameters are taken off before decoding by some, and after it by others.
  found.add(withoutDots(decoded(path.replace(/;[^/]*/g, ''))));
  return [...found, path];
}

/** Escapes that are no UTF-8 stay as they are. */
export function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      // The only way in which malformed UTF-8 shows.
      return run;
    }
  });
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    if (segment === '..') kept.pop();
    if (segment !== '..' && segment !== '.' && segment !== '') kept.push(segment);
    else if (index === segments.length - 1) kept.push('');
  }
  return `/${kept.join('/')}`;
}
