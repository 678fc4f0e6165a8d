import type { AppBearer } from '../model/app.ts';
import type { Reply, Routed } from '../model/exchange.ts';
import { NO_STORE } from './handoff-reply.ts';

/** Why a request with a token is refused: RFC 6750 section 3.1, and RFC 9470 section 3 for the last. */
const ERRORS = {
  invalid_request: [400, 'Bad Request'],
  invalid_token: [401, 'Unauthorized'],
  insufficient_scope: [403, 'Forbidden'],
  insufficient_user_authentication: [401, 'Unauthorized'],
} as const;
export type BearerError = keyof typeof ERRORS;

/** `parameters` are those that belong to the error, such as `acr_values`. Texts without quotes and backslashes. */
export interface BearerFault {
  readonly error: BearerError;
  readonly description: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A refusal for programs: an RFC 9457 problem, with further members. */
export function problem(
  { id }: Pick<Routed, 'id'>,
  { status, title }: { readonly status: number; readonly title: string },
  members: Readonly<Record<string, unknown>>,
): Reply {
  const body = { type: 'about:blank', title, status, ...members, exchange: id };
  return {
    status,
    headers: [['content-type', 'application/problem+json'], ...NO_STORE],
    body: `${JSON.stringify(body)}\n`,
  };
}

/** Says which token is wanted (RFC 6750 section 3). Without any token there is no error to name. */
export function bearerChallenge(routed: Routed, { scopes }: AppBearer, fault: BearerFault | undefined): Reply {
  const [status, title] = fault ? ERRORS[fault.error] : ERRORS.invalid_token;
  const said = {
    realm: routed.app.id,
    ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
    ...(fault ? { error: fault.error, error_description: fault.description, ...fault.parameters } : {}),
  };
  const members = fault
    ? { detail: fault.description, error: fault.error, ...fault.parameters }
    : { detail: 'this app wants an access token', error: 'sign_in_required' };
  const reply = problem(routed, { status, title }, members);
  const challenge = Object.entries(said).map(([name, value]) => `${name}="${value}"`);
  return { ...reply, headers: [...reply.headers, ['www-authenticate', `Bearer ${challenge.join(', ')}`]] };
}
