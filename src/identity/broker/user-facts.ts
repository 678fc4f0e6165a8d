import type { UserFact } from '../../model/app.ts';
import type { User } from '../../model/identity.ts';

/** What is known of a user under one heading; nothing where it is not known. */
export function factsOf(user: User, fact: UserFact): readonly string[] {
  const found = user[fact] ?? [];
  return typeof found === 'string' ? (found === '' ? [] : [found]) : found;
}
