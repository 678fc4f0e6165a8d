import type { Device, User } from '../model/identity.ts';

export interface ClaimMapping {
  readonly claims: { readonly name: string; readonly email: string; readonly groups: string };
  readonly deviceTags: ReadonlyArray<{
    readonly claim: string;
    readonly equals: string | boolean;
    readonly tag: string;
  }>;
}

/** Who the token says it is. The subject is the identity; name and mail are for people. */
export function userOf(
  provider: string,
  claims: Readonly<Record<string, unknown>>,
  { claims: names }: ClaimMapping,
): User {
  const subject = String(claims['sub']);
  const name = text(claims[names.name]) ?? text(claims['name']) ?? subject;
  const email = text(claims[names.email]);
  return { provider, subject, name, ...(email === undefined ? {} : { email }), groups: list(claims[names.groups]) };
}

/** Tags the token gives the device. Undefined when it holds none of the claims: then nothing is known (law 6). */
export function deviceTagsOf(claims: Readonly<Record<string, unknown>>, { deviceTags }: ClaimMapping): Device['tags'] {
  const present = deviceTags.filter(({ claim }) => claims[claim] !== undefined);
  if (present.length === 0) return undefined;
  return [...new Set(present.filter(({ claim, equals }) => fits(claims[claim], equals)).map(({ tag }) => tag))];
}

/** Text fits the text of a value, since SAML attributes are text; a boolean fits nothing but itself, and no list of it. */
function fits(value: unknown, wanted: string | boolean): boolean {
  if (typeof wanted === 'boolean') return value === wanted;
  return list(value).some((each) => each.toLowerCase() === wanted.toLowerCase());
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function list(value: unknown): readonly string[] {
  const values = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return values.filter((item) => ['string', 'boolean', 'number'].includes(typeof item)).map(String);
}
