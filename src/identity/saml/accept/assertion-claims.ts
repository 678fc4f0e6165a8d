import { NS, TRANSIENT } from '../saml-names.ts';
import { attribute, childrenNamed, onlyChild, value, type XmlElement } from '../xml-element.ts';
import { readAuthnStatement } from './authn-statement.ts';
import type { Expected } from './expected.ts';
import { type NameId, readNameId } from './name-id.ts';

/**
 * What an assertion says of a person, as claims: every attribute under its name (one value as text, several as a list), the
 * subject as `sub`, the method and the time of signing in as `acr` and `auth_time`. Undefined when it names no lasting subject.
 */
export function assertionClaims(
  assertion: XmlElement,
  { idp, settings }: Pick<Expected, 'idp' | 'settings'>,
): Readonly<Record<string, unknown>> | undefined {
  const attributes = attributeValues(assertion);
  const subject = onlyChild(assertion, NS.assertion, 'Subject');
  const nameId = subject && readNameId(subject);
  const named = settings.subjectAttribute === undefined ? undefined : attributes.get(settings.subjectAttribute);
  const sub =
    settings.subjectAttribute === undefined
      ? lastingName(nameId, idp.entityId)
      : named?.length === 1
        ? named[0]
        : undefined;
  if (sub === undefined) return undefined;
  const statement = readAuthnStatement(assertion);
  return Object.fromEntries([
    ...[...attributes].map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const),
    // Last, so that no attribute can stand in for what the protocol itself says.
    ['sub', sub],
    ['acr', statement?.contextClass],
    ['auth_time', statement?.at === undefined ? undefined : Math.floor(statement.at / 1000)],
  ]);
}

/** A name that means the same person next time. One that another party gave is kept apart from the provider's own. */
function lastingName(nameId: NameId | undefined, entityId: string): string | undefined {
  if (!nameId || nameId.format === TRANSIENT) return undefined;
  const { nameQualifier = entityId } = nameId;
  return nameQualifier === entityId ? nameId.value : `${nameQualifier}!${nameId.value}`;
}

function attributeValues(assertion: XmlElement): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const statements = childrenNamed(assertion, NS.assertion, 'AttributeStatement');
  for (const element of statements.flatMap((statement) => childrenNamed(statement, NS.assertion, 'Attribute'))) {
    const name = attribute(element, 'Name');
    if (name === undefined) continue;
    const values = childrenNamed(element, NS.assertion, 'AttributeValue')
      .filter(({ children }) => children.length === 0)
      .flatMap((each) => value(each) ?? []);
    if (values.length > 0) found.set(name, [...(found.get(name) ?? []), ...values]);
  }
  return found;
}
