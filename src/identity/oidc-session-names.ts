import { type ClaimMapping, claimAt } from './claims.ts';
import type { Logout } from './logout-token.ts';

/** A person, by the name they have at the provider for good. */
export const userName = (sub: string): string => `sub ${sub}`;
/** One session at the provider. */
export const sessionName = (sid: string): string => `sid ${sid}`;
/** A person, by a mail address. */
export const emailName = (email: string): string => `email ${email.toLowerCase()}`;
/** Sessions without a name of their own, by a name of their person. */
export const unnamed = (person: string): string => `only ${person}`;

/**
 * Names by which a provider ends a session of a person. One that it gave no `sid` is found by the person even where the
 * logout names a `sid`: the provider knows such a session by no other name.
 */
export function namesOfSession(
  claims: Readonly<Record<string, unknown>>,
  mapping?: Pick<ClaimMapping['claims'], 'email'>,
): readonly string[] {
  const { sub, sid } = claims;
  const email = mapping && claimAt(claims, mapping.email);
  const person = typeof sub === 'string' ? [userName(sub)] : [];
  const mail = typeof email === 'string' && email !== '' ? [emailName(email)] : [];
  if (typeof sid === 'string' && sid !== '') return [...person, ...mail, sessionName(sid)];
  return [...person, ...mail, ...[...person, ...mail].map(unnamed)];
}

/** The names that a logout ends: one session where it names one, else all of the person. */
export function namesOfLogout({ sub, sid }: Pick<Logout, 'sub' | 'sid'>): readonly string[] {
  if (sid === undefined) return [userName(String(sub))];
  return [sessionName(sid), ...(sub === undefined ? [] : [unnamed(userName(sub))])];
}
