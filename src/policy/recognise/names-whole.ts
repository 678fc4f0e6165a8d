type Fields = readonly (readonly [name: string, value: string])[];

/** Whether a request without content may finish an upload in pieces, by saying how long the whole is. */
export function namesWhole(headers: Fields): boolean {
  return headers.some(([name, value]) => name === 'content-range' && /\*\s*\/\s*\d/.test(value));
}
