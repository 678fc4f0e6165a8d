/**
 * A pattern that has its methods itself, as they are now. Code that shares a realm with a page keeps working when the page
 * replaces the methods of `RegExp.prototype`.
 */
export function selfContained(pattern: RegExp): RegExp {
  for (const name of ['test', 'exec'] as const) Object.defineProperty(pattern, name, { value: RegExp.prototype[name] });
  return pattern;
}
