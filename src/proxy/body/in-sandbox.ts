import { isFrame } from '../../identity/opaque-navigation.ts';
import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { isOpaque } from '../../rewrite/grant-url.ts';
import { IN_SANDBOX } from '../../rewrite/mark.ts';

const DOCUMENTS: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'object', 'embed']);
/** What is loaded and loads more by its own URLs. */
const LOADING: ReadonlySet<string> = new Set(['style', 'script']);

/**
 * Whether an answer is a document in a sandbox without its origin, by its own policy (CSP3 section 6.3.2) or by the frame that shows
 * it, or what such a document loads by a grant. The browser sends no cookies then, not even to the document's own host.
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
  if (destination === 'iframe' && mark === IN_SANDBOX) return true;
  // What such a document shows in frames, or goes to in its own, is in the sandbox too.
  if (isOpaque(mark) && (LOADING.has(destination) || isFrame(destination))) return true;
  if (!DOCUMENTS.has(destination)) return false;
  return headerValues(responseHeaders, 'content-security-policy').some((field) => field.split(',').some(takesOrigin));
}

/** An answer as it would be if its page were such a document: for those within it. */
export function shownInSandbox<Answer extends { readonly headers: HeaderList }>(answer: Answer): Answer {
  return { ...answer, headers: [['sec-fetch-dest', 'iframe']], mark: IN_SANDBOX };
}

/** Of several directives of one name the first counts. */
function takesOrigin(policy: string): boolean {
  const directives = policy.split(';').map((directive) => directive.trim().toLowerCase().split(/\s+/));
  const sandbox = directives.find(([name]) => name === 'sandbox');
  return sandbox !== undefined && !sandbox.includes('allow-same-origin');
}
