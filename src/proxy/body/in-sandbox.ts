import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { isOpaque } from '../../rewrite/grant-url.ts';

const DOCUMENTS: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'object', 'embed']);
/** What is loaded and loads more by its own URLs. */
const LOADING: ReadonlySet<string> = new Set(['style', 'script']);

/**
 * Whether an answer is a document that its own policy puts into a sandbox without its origin (CSP3 section 6.3.2), or what such a
 * document loads by a grant. The browser sends no cookies then, not even to the document's own host.
 */
export function isInSandbox({
  headers,
  mark,
  responseHeaders = [],
}: {
  readonly headers: HeaderList;
  readonly mark?: string | undefined;
  readonly responseHeaders?: HeaderList | undefined;
}): boolean {
  const destination = headerValue(headers, 'sec-fetch-dest') ?? '';
  // A link can say anything of the page that it leads to.
  if (!DOCUMENTS.has(destination)) return LOADING.has(destination) && isOpaque(mark);
  return headerValues(responseHeaders, 'content-security-policy').some((field) => field.split(',').some(takesOrigin));
}

/** Of several directives of one name the first counts. */
function takesOrigin(policy: string): boolean {
  const directives = policy.split(';').map((directive) => directive.trim().toLowerCase().split(/\s+/));
  const sandbox = directives.find(([name]) => name === 'sandbox');
  return sandbox !== undefined && !sandbox.includes('allow-same-origin');
}
