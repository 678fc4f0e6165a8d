import type { NameId } from '../accept/name-id.ts';

/** The names by which a provider ends a session: that of its user alone, and those of the user's single sessions. */
export function sessionNames(nameId: NameId, entityId: string, indexes: readonly string[]): readonly string[] {
  const { value, nameQualifier = entityId } = nameId;
  return [undefined, ...indexes].map((index) =>
    JSON.stringify([nameQualifier, value, ...(index === undefined ? [] : [index])]),
  );
}

/** The names a request to end sessions means: the listed sessions, or every one of the user (SAML core, section 3.7.1). */
export function endedNames(nameId: NameId, entityId: string, indexes: readonly string[]): readonly string[] {
  const [whole, ...single] = sessionNames(nameId, entityId, indexes);
  return indexes.length > 0 ? single : whole === undefined ? [] : [whole];
}
