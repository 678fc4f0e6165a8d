/** HTML 13.2.3.2: what a document says of itself counts within the first 1024 bytes. */
export const CHARSET_PREFIX = 1024;

/** Encoding Standard section 4.2, "get an encoding"; undefined for a label of none, and of one that is never decoded. */
export function encodingOf(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label).encoding;
  } catch {
    // An unknown label counts as if there were none.
    return undefined;
  }
}

/** What is read as ASCII to find its encoding cannot be in UTF-16: the standards take that for UTF-8. */
export function asciiSuperset(encoding: string | undefined): string | undefined {
  if (encoding?.startsWith('utf-16')) return 'utf-8';
  return encoding === 'x-user-defined' ? 'windows-1252' : encoding;
}
