import { isOwnPolicy } from '../../rewrite/headers/confinement.ts';
import { apply, getOwnPropertyDescriptor, prototypeOf } from '../natives.ts';
import { hear } from '../own-listeners.ts';

const prototype = prototypeOf('SecurityPolicyViolationEvent');
const policyOf = prototype && getOwnPropertyDescriptor(prototype, 'originalPolicy')?.get;

/**
 * At home nothing would have been blocked, and no event would tell of it. First on the global object, in the capture phase:
 * wherever a violation is fired, it comes by here before any listener of the page.
 */
export function hideConfinement(): void {
  hear('securitypolicyviolation', (event) => {
    if (isOwnPolicy(apply(policyOf!, event, []) as string)) event.stopImmediatePropagation();
  });
}

/** Reports without those of our policy; `undefined` when there was nothing else. */
export function withoutConfinement(reports: readonly object[]): readonly object[] | undefined {
  const left = reports.filter((report) => {
    const policy = (report as { body?: { originalPolicy?: unknown } | null }).body?.originalPolicy;
    return typeof policy !== 'string' || !isOwnPolicy(policy);
  });
  return left.length === reports.length ? reports : left.length === 0 ? undefined : left;
}
