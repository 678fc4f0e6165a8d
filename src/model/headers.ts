/**
 * Header fields in wire order, names in lower case, duplicates kept (RFC 9110 section 5.3: order within a name matters).
 * A list, not a record, because `set-cookie` may not be joined and because an upstream's order is its own business.
 */
export type HeaderList = ReadonlyArray<readonly [name: string, value: string]>;

/** First value of `name` (lower case), or undefined. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  for (const [key, value] of headers) if (key === name) return value;
  return undefined;
}

/** Every value of `name` (lower case), in wire order. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const values: string[] = [];
  for (const [key, value] of headers) if (key === name) values.push(value);
  return values;
}

/** The list without any field whose name (lower case) is in `names`. */
export function withoutHeaders(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([name]) => !names.has(name));
}
