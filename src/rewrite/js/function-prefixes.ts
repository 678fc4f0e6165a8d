/** What the four Function constructors make (ECMA-262 section 20.2.1.1.1, table of prefixes). */
export const FUNCTION_PREFIXES = {
  plain: 'function',
  generator: 'function*',
  async: 'async function',
  asyncGenerator: 'async function*',
} as const;
export type FunctionKind = keyof typeof FUNCTION_PREFIXES;
