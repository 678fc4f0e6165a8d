import { type HeaderList, headerValues } from '../../model/headers.ts';

/**
 * Whether what a page loads from other origins without CORS goes without credentials (HTML 7.1.4, embedder policies). The
 * field is one item, so a list of two is no policy.
 */
export function leavesCredentialsOut(headers: HeaderList): boolean {
  const value = headerValues(headers, 'cross-origin-embedder-policy').join(', ');
  return /^ *credentialless *(?:;[^,]*)?$/.test(value);
}
