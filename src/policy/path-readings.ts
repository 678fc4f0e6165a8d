/** How servers may read a path. `ambiguous`: there are readings that are not listed. */
export interface PathReadings {
  readonly readings: readonly string[];
  readonly ambiguous: boolean;
}

/** Encoded separators, encoded percent signs, backslashes, NUL and parameters: each server treats them its own way. */
const AMBIGUOUS = /%(2f|5c|25|00)|\\|;|%(?![0-9a-f]{2})/i;

/** The path as it is, and as it is after decoding (RFC 3986 section 6.2.2) with dot segments and doubled slashes gone. */
export function readingsOf(path: string): PathReadings {
  if (!/[%\\;.]|\/\//.test(path)) return { readings: [path], ambiguous: false };
  const decoded = withoutDots(decode(path));
  return { readings: decoded === path ? [path] : [path, decoded], ambiguous: AMBIGUOUS.test(path) };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment === '..' || segment === '.' || segment === '') {
      if (last) kept.push('');
    } else kept.push(segment);
  }
  return `/${kept.join('/')}`;
}
