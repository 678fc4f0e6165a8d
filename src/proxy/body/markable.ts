import type { Answered } from '../../model/exchange.ts';
import { headerValue, headerValues } from '../../model/headers.ts';
import { mediaType } from '../../policy/recognise/media-kinds.ts';
import { documentKind } from './document-kind.ts';
import { aloneKind, isShownAlone } from './shown-alone.ts';

const XHTML = /^\s*application\/xhtml\+xml\b/i;

/**
 * Whether the page runtime runs in it and can show something: a whole page, in which the app lets scripts run, or what the gateway makes a
 * page of.
 */
export function isMarkable(answered: Answered): boolean {
  const { headers, status, responseHeaders } = answered;
  const type = headerValue(responseHeaders, 'content-type');
  if (aloneKind(mediaType(type)) !== undefined && isShownAlone(answered)) return true;
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
