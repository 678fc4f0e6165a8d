const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** An xs:dateTime in UTC, as SAML writes every time (core, section 1.3.3), in epoch milliseconds. Undefined for anything else. */
export function samlInstant(text: string | undefined): number | undefined {
  if (text === undefined || !INSTANT.test(text)) return undefined;
  const at = Date.parse(text.replace(/\.(\d{3})\d+Z$/, '.$1Z'));
  return Number.isNaN(at) ? undefined : at;
}

export function instantText(at: number): string {
  return new Date(at).toISOString();
}
