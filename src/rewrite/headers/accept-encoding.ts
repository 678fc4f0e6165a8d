/** Content codings the gateway can take off and put on. */
const READABLE: readonly string[] = ['gzip', 'br', 'zstd', 'deflate'];
const KEPT: ReadonlySet<string> = new Set([...READABLE, 'x-gzip', 'identity']);

/**
 * Accept-Encoding (RFC 9110 section 12.5.3) without codings the gateway cannot read, weights kept. `*` would invite any of
 * them, so unless it refuses (`*;q=0`) it is written out.
 */
export function narrowAcceptEncoding(value: string): string {
  const kept = value.split(',').flatMap((entry) => {
    const [coding = '', ...weight] = entry.split(';').map((part) => part.trim());
    if (coding !== '*') return KEPT.has(coding.toLowerCase()) ? [entry.trim()] : [];
    if (weight.some((each) => /^q\s*=\s*0(\.0*)?$/i.test(each))) return [entry.trim()];
    return READABLE.filter((each) => !value.toLowerCase().includes(each)).map((each) => [each, ...weight].join(';'));
  });
  return kept.length === 0 ? 'identity' : kept.join(', ');
}
