import type { Routed } from '../model/exchange.ts';
import { headerValue } from '../model/headers.ts';
import { readFields } from './posted-form.ts';

/** What providers post: answers of OpenID Connect and OAuth 2.0 (Form Post Response Mode) and of SAML (bindings, section 3.5). */
const FIELDS: ReadonlySet<string> = new Set([
  ...['code', 'state', 'iss', 'session_state', 'client_info', 'id_token', 'access_token', 'token_type', 'expires_in'],
  ...['scope', 'error', 'error_description', 'error_uri', 'SAMLResponse', 'RelayState'],
]);

/**
 * The answer that an app's own provider posted to one of the app's reply URLs, without our cookies, since it is on another site. A page
 * of this host sends it once more, with them. That makes a form of another site one of this site, which is what such an address is for,
 * and for nothing else: undefined for another address and for a form with any other field.
 */
export async function postedReply(routed: Routed): Promise<Readonly<Record<string, string>> | undefined> {
  const { app, headers, method, originUrl } = routed;
  const is = (name: string, wanted: string): boolean => headerValue(headers, name) === wanted;
  if (method !== 'POST' || !app.ownProvider?.replyUrls.includes(originUrl)) return undefined;
  if (!is('sec-fetch-site', 'cross-site') || !is('sec-fetch-mode', 'navigate') || !is('sec-fetch-dest', 'document'))
    return undefined;
  const fields = await readFields(routed);
  if (!fields?.length || fields.some(({ name }) => !FIELDS.has(name))) return undefined;
  const answer = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
  return Object.keys(answer).length === fields.length ? answer : undefined;
}
