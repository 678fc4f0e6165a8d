import * as client from 'openid-client';
import { Failure, type FailureCode } from '../model/failure.ts';
import { ProviderUnreachable } from './provider-fetch.ts';

/** The failure a person is told of: the provider's own where it could not be reached, else `code`. A Failure stays what it is. */
export function oidcFailure(issuer: string, code: FailureCode, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const found = isUnreachable(error)
    ? 'provider-unavailable'
    : said(error)?.error === 'access_denied'
      ? 'sign-in-denied'
      : code;
  return new Failure(found, `${issuer}: ${whole(error)}`, error);
}

/** An error and its causes, outermost first. */
function* chain(error: unknown): Generator<unknown> {
  for (let each = error, depth = 0; each !== undefined && depth < 8; depth++) {
    yield each;
    each = each instanceof Error ? each.cause : undefined;
  }
}

/** Whether the provider gave no usable answer, in contrast to a bad one. */
export function isUnreachable(error: unknown): boolean {
  for (const each of chain(error)) {
    if (each instanceof ProviderUnreachable) return true;
    if (each instanceof Error && (each.name === 'TimeoutError' || each.name === 'JWKSTimeout')) return true;
  }
  return false;
}

/** The error the provider named itself (RFC 6749 sections 4.1.2.1 and 5.2); its words are for the log alone. */
export function said(error: unknown): { readonly error: string; readonly description: string } | undefined {
  for (const each of chain(error)) {
    if (!(each instanceof client.ResponseBodyError || each instanceof client.AuthorizationResponseError)) continue;
    return { error: plain(each.error), description: plain(each.error_description ?? '') };
  }
  return undefined;
}

/** What went wrong and why, on one line of the log. */
export function whole(error: unknown): string {
  const messages = [...chain(error)].flatMap((each) => (each instanceof Error ? [each.message] : []));
  const answer = said(error);
  return [...messages, ...(answer ? [`${answer.error} ${answer.description}`.trim()] : [])].join(' < ');
}

function plain(text: string): string {
  return text.replace(/\p{C}/gu, ' ').slice(0, 300);
}
