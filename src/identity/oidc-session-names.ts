import type { Logout } from './logout-token.ts';

/**
 * Names by which a provider ends a session of a person. One that it gave no `sid` is found by the person even where the
 * logout names a `sid`: the provider knows such a session by no other name.
 */
export function namesOfSession({ sub, sid }: Readonly<Record<string, unknown>>): readonly string[] {
  const person = typeof sub === 'string' ? [`sub ${sub}`] : [];
  if (typeof sid === 'string' && sid !== '') return [...person, `sid ${sid}`];
  return [...person, ...person.map((name) => `only ${name}`)];
}

/** The names that a logout ends: one session where it names one, else all of the person. */
export function namesOfLogout({ sub, sid }: Pick<Logout, 'sub' | 'sid'>): readonly string[] {
  if (sid === undefined) return [`sub ${sub}`];
  return [`sid ${sid}`, ...(sub === undefined ? [] : [`only sub ${sub}`])];
}
