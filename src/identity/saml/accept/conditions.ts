import { NS } from '../saml-names.ts';
import { childrenNamed, is, onlyChild, value, type XmlElement } from '../xml-element.ts';
import type { AcceptRule } from './expected.ts';
import { timeWindow } from './time-window.ts';

/** Conditions that are understood; one that is not makes the assertion's validity unknown, and unknown is refused (SAML core, section 2.5.1.1). */
const KNOWN = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction'];

/** The conditions hold: times, and every audience restriction names us; there is at least one. */
export const conditions: AcceptRule = (assertion, expected) => {
  const all = onlyChild(assertion, NS.assertion, 'Conditions');
  if (!all) return 'wrong-audience';
  if (!all.children.every((child) => KNOWN.some((name) => is(child, NS.assertion, name)))) return 'unknown-condition';
  const restrictions = childrenNamed(all, NS.assertion, 'AudienceRestriction');
  const { entityId } = expected.addresses;
  const namesUs = (restriction: XmlElement): boolean =>
    childrenNamed(restriction, NS.assertion, 'Audience').some((audience) => value(audience) === entityId);
  if (restrictions.length === 0 || !restrictions.every(namesUs)) return 'wrong-audience';
  return timeWindow(all, expected);
};
