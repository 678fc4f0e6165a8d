/** A fixed set of names. */
export interface NameSet {
  has(name: unknown): boolean;
}

/**
 * A set that calls nothing a page can replace. Code that a page's realm loads late, as the rewriter is, finds
 * `Set.prototype` as the page left it.
 */
export function nameSet(names: readonly string[]): NameSet {
  const table: Record<string, true> = { __proto__: null } as never;
  for (let i = 0; i < names.length; i++) table[names[i] as string] = true;
  return { has: (name) => typeof name === 'string' && table[name] === true };
}
