import { certificateNames } from '../certificate-names.ts';
import type { Holder } from '../certificate-settings.ts';
import type { CertificateRule } from './contract.ts';

/** The certificate names the user who is signed in. A user without such a name holds none. */
export function holder(kind: Holder): CertificateRule {
  if (kind === 'anybody') return () => undefined;
  return ({ leaf, user }) => {
    const expected = [user.name, user.email].flatMap((each) => (each === undefined ? [] : [each.toLowerCase()]));
    const named = certificateNames(leaf)[kind];
    return named.some((each) => expected.includes(each.toLowerCase())) ? undefined : 'other-user';
  };
}
