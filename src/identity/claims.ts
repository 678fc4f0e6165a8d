import { RISK_LEVELS } from '../model/decision.ts';
import { Failure } from '../model/failure.ts';
import type { Device, Session, User } from '../model/identity.ts';

export interface ClaimMapping {
  readonly claims: {
    readonly name: string;
    readonly email: string;
    readonly groups: string;
    readonly risk?: string;
    /** Claims with how the user signed in, besides those every provider knows. */
    readonly strengths?: readonly string[];
  };
  readonly deviceTags: ReadonlyArray<{
    readonly claim: string;
    readonly equals: string | boolean;
    readonly tag: string;
  }>;
}

/** Everything a token says of a person and their device. Throws Failure `groups-missing` where it leaves the groups out. */
export function factsOf(
  provider: string,
  claims: Readonly<Record<string, unknown>>,
  mapping: ClaimMapping,
  userAgent: string,
): Pick<Session, 'user' | 'device' | 'risk'> {
  if (leavesGroupsOut(claims, mapping)) throw new Failure('groups-missing', 'a pointer stands for the groups');
  const [tags, risk] = [deviceTagsOf(claims, mapping), riskOf(claims, mapping)];
  return {
    user: userOf(provider, claims, mapping),
    device: { userAgent, ...(tags === undefined ? {} : { tags }) },
    ...(risk === undefined ? {} : { risk }),
  };
}

/** Who the token says it is. The subject is the identity; name and mail are for people. */
export function userOf(
  provider: string,
  claims: Readonly<Record<string, unknown>>,
  { claims: names }: ClaimMapping,
): User {
  const subject = String(claims['sub']);
  const name = text(claimAt(claims, names.name)) ?? text(claims['name']) ?? subject;
  const email = text(claimAt(claims, names.email));
  return {
    provider,
    subject,
    name,
    ...(email === undefined ? {} : { email }),
    groups: list(claimAt(claims, names.groups)),
  };
}

/** What Entra puts into an assertion in place of more than 150 groups: where they could be asked for. */
const GROUPS_LINK = 'http://schemas.microsoft.com/claims/groups.link';
/** What PingOne puts into an ID token in place of values that do not fit. */
const DOES_NOT_FIT = '[SIZE_LIMIT_EXCEEDED]';

/**
 * Whether the provider left the groups out because they are too many: a pointer to them (OpenID Connect Core 5.6.2, as Entra
 * has it), Entra's `hasgroups` or its link in an assertion, or PingOne's word for it. No groups at all would be taken for no
 * membership, and a policy for a group would not match.
 */
export function leavesGroupsOut(
  claims: Readonly<Record<string, unknown>>,
  { claims: { groups } }: ClaimMapping,
): boolean {
  const found = claimAt(claims, groups);
  if (found !== undefined) return list(found).includes(DOES_NOT_FIT);
  const pointers = claims['_claim_names'];
  const named = typeof pointers === 'object' && pointers !== null && Object.hasOwn(pointers, groups);
  return (
    named ||
    (groups === 'groups' && String(claims['hasgroups']).toLowerCase() === 'true') ||
    Object.hasOwn(claims, GROUPS_LINK)
  );
}

/** Tags the token gives the device. Undefined when it holds none of the claims: then nothing is known (law 6). */
export function deviceTagsOf(claims: Readonly<Record<string, unknown>>, { deviceTags }: ClaimMapping): Device['tags'] {
  const present = deviceTags.filter(({ claim }) => claimAt(claims, claim) !== undefined);
  if (present.length === 0) return undefined;
  return [
    ...new Set(present.filter(({ claim, equals }) => fits(claimAt(claims, claim), equals)).map(({ tag }) => tag)),
  ];
}

/** Text fits the text of a value, since SAML attributes are text; a boolean fits nothing but itself, and no list of it. */
function fits(value: unknown, wanted: string | boolean): boolean {
  if (typeof wanted === 'boolean') return value === wanted;
  return list(value).some((each) => each.toLowerCase() === wanted.toLowerCase());
}

/** How the user signed in: `acr` and `auth_time` (OpenID Connect Core 2), `amr` (RFC 8176), Entra's list `acrs`, and the claims named. `now`: epoch milliseconds. */
export function authenticationOf(
  claims: Readonly<Record<string, unknown>>,
  { claims: { strengths = [] } }: ClaimMapping,
  now: number,
): NonNullable<Session['authentication']> {
  const time = claims['auth_time'];
  // A time in the future would make a sign-in fresh for ever; without one nobody knows how old it is.
  const at = typeof time === 'number' && Number.isFinite(time) ? { at: Math.min(time * 1000, now) } : {};
  const names = [...new Set(['acr', 'acrs', 'amr', ...strengths].flatMap((claim) => list(claimAt(claims, claim))))];
  return { ...at, ...(names.length > 0 ? { strengths: names.map((name) => ({ name, ...at })) } : {}) };
}

/** The risk the token names; undefined for a word that is none of ours. */
export function riskOf(claims: Readonly<Record<string, unknown>>, { claims: names }: ClaimMapping): Session['risk'] {
  const named = names.risk === undefined ? undefined : String(claimAt(claims, names.risk) ?? '').toLowerCase();
  return RISK_LEVELS.find((level) => level === named);
}

/**
 * A claim by its name or URI; by a JSON pointer (RFC 6901) where the name begins with a slash and no claim is called so:
 * `/realm_access/roles`.
 */
export function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  if (!name.startsWith('/')) return undefined;
  let found: unknown = claims;
  for (const part of name.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return found;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function list(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return values.filter((item) => ['string', 'boolean', 'number'].includes(typeof item)).map(String);
}
