import { emailName, sessionName, unnamed, userName } from '../oidc-session-names.ts';
import { isRecord } from './signal-token.ts';

/** Names of sessions: those tied to any of each list, in all of the lists. */
export type SubjectNames = readonly (readonly string[])[];

/** Members of an `aliases` subject that are looked at. */
const MAX_ALIASES = 32;

/**
 * Whom an event is about, as the sessions of a provider are known (RFC 9493, SSF 1.0 section 3). Undefined for a subject of
 * another issuer or in a form that says nothing here. A device or a tenant beside a user narrows nothing: which device a session is
 * on is not known by the transmitter's names, and too many sessions are better than too few.
 */
export function subjectNames(subject: unknown, issuer: string): SubjectNames | undefined {
  if (!isRecord(subject)) return undefined;
  if (subject['format'] !== 'complex' && subject['format'] !== undefined) {
    const names = userNames(subject, issuer);
    return names.length > 0 ? [names] : undefined;
  }
  const { user, session } = subject;
  const people = userNames(user, issuer);
  const parts = [
    ...(user === undefined ? [] : [people]),
    // A session that the provider gave no name is known by its person alone.
    ...(session === undefined ? [] : [[...sessionNames(session, issuer), ...people.map(unnamed)]]),
  ];
  return parts.length > 0 && parts.every((names) => names.length > 0) ? parts : undefined;
}

type Reader = (subject: Readonly<Record<string, unknown>>, issuer: string) => readonly string[];

const USER_FORMATS: Readonly<Record<string, Reader>> = {
  iss_sub: ({ iss, sub }, issuer) => (iss === issuer && isName(sub) ? [userName(sub)] : []),
  email: ({ email }) => (isName(email) ? [emailName(email)] : []),
  // What it names is between the two sides: a person or, where that is what ID tokens call it, a session.
  opaque: ({ id }) => (isName(id) ? [userName(id), sessionName(id)] : []),
  account: ({ uri }) => (isName(uri) && /^acct:/i.test(uri) ? [emailName(uri.slice(5))] : []),
  aliases: ({ identifiers }, issuer) =>
    (Array.isArray(identifiers) ? identifiers : [])
      .slice(0, MAX_ALIASES)
      .flatMap((each: unknown) => (isRecord(each) && each['format'] !== 'aliases' ? userNames(each, issuer) : [])),
};

function userNames(subject: unknown, issuer: string): readonly string[] {
  if (!isRecord(subject)) return [];
  const format = String(subject['format']);
  return Object.hasOwn(USER_FORMATS, format) ? (USER_FORMATS[format]?.(subject, issuer) ?? []) : [];
}

function sessionNames(subject: unknown, issuer: string): readonly string[] {
  if (!isRecord(subject)) return [];
  const { format, id, iss, sub } = subject;
  if (format === 'opaque' && isName(id)) return [sessionName(id)];
  return format === 'iss_sub' && iss === issuer && isName(sub) ? [sessionName(sub)] : [];
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 1024;
}
