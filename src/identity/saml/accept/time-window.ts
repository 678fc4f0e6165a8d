import type { SamlReason } from '../saml-reason.ts';
import { samlInstant } from '../saml-time.ts';
import { attribute, type XmlElement } from '../xml-element.ts';
import type { Expected } from './expected.ts';

type Clock = Pick<Expected, 'now'> & { readonly settings: Pick<Expected['settings'], 'clockSkew'> };

/** Whether now is before the end of an element and not before its beginning, give or take the skew (SAML core, section 2.5.1.2). */
export function timeWindow(element: XmlElement, { now, settings }: Clock): SamlReason | undefined {
  const from = attribute(element, 'NotBefore');
  const to = attribute(element, 'NotOnOrAfter');
  if (from !== undefined && !(now + settings.clockSkew >= (samlInstant(from) ?? Number.NaN))) return 'not-yet-valid';
  if (to !== undefined && !(now - settings.clockSkew < (samlInstant(to) ?? Number.NaN))) return 'expired';
  return undefined;
}

/** Whether a message was made just now: it comes straight from the provider. */
export function madeJustNow(element: XmlElement, { now, settings }: Clock): SamlReason | undefined {
  const made = samlInstant(attribute(element, 'IssueInstant'));
  if (made === undefined || now - made > settings.clockSkew) return 'expired';
  return made - now > settings.clockSkew ? 'not-yet-valid' : undefined;
}
