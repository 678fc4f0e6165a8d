import { createHash } from 'node:crypto';
import type { Screened } from '../../model/exchange.ts';
import { headerValues } from '../../model/headers.ts';
import { createInlinePolicies, type InlinePolicies } from '../../rewrite/headers/inline-policy.ts';
import { createByteText } from './byte-text.ts';

/** The policies that came with a page, for inline text as its rewriter reads it. */
export function inlinePolicies({ responseHeaders }: Screened, encoding: string): InlinePolicies {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  const policies = createInlinePolicies((algorithm, text) => {
    const characters = decoder.decode(createByteText(encoding).write(text));
    // HTML 13.2.3.5 and 13.2.5.4: what the parser makes of them in the text that browsers take the digest of.
    const parsed = characters.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
    return createHash(algorithm).update(parsed).digest('base64');
  });
  for (const value of headerValues(responseHeaders, 'content-security-policy')) policies.add(value, true);
  for (const value of headerValues(responseHeaders, 'content-security-policy-report-only')) policies.add(value, false);
  return policies;
}
