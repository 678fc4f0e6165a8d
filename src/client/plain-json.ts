/** Without prototypes: `JSON.stringify` asks each object and list for a `toJSON` (ECMA-262 section 25.5.2.2), which libraries give to all. */
function bare(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const copy: object = Array.isArray(data)
    ? data.map(bare)
    : Object.fromEntries(Object.entries(data).map(([name, value]) => [name, bare(value)]));
  return Object.setPrototypeOf(copy, null);
}

/** JSON of plain data, whatever the page has put into prototypes. */
export const plainJson = (data: object): string => JSON.stringify(bare(data));
