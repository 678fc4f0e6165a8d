import type { Answered } from '../../model/exchange.ts';
import { headerValue, headerValues } from '../../model/headers.ts';
import { documentKind } from './document-kind.ts';

const XHTML = /^\s*application\/xhtml\+xml\b/i;

/** Whether the page runtime runs in it and can show something: a whole page, in which the app lets scripts run. */
export function isMarkable({ headers, status, responseHeaders }: Answered): boolean {
  const type = headerValue(responseHeaders, 'content-type');
  const isPage = documentKind(headers, type) === 'html' || XHTML.test(type ?? '');
  return isPage && status !== 206 && !headerValues(responseHeaders, 'content-security-policy').some(keepsScriptsOut);
}

/** The directive `sandbox` (CSP3 section 6.3.2) without `allow-scripts`; of several in one policy the first counts. */
function keepsScriptsOut(field: string): boolean {
  return field.split(',').some((policy) => {
    const directives = policy.split(';').map((directive) => directive.trim().toLowerCase().split(/\s+/));
    const sandbox = directives.find(([name]) => name === 'sandbox');
    return sandbox !== undefined && !sandbox.includes('allow-scripts');
  });
}
