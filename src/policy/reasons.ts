/** Every reason a decision can give (law 7): a closed list, explained in docs/policy-language.md. */
export const REASONS = {
  'user-match': 'The user is one of those named.',
  'user-other': 'The user is none of those named.',
  'user-unknown': 'It is not known who the user is.',
  'group-match': 'The user is in one of the groups named.',
  'group-other': 'The user is in none of the groups named.',
  'group-unknown': 'The identity provider did not say which groups the user is in.',
  'app-match': 'The app is one of those named.',
  'app-other': 'The app is none of those named.',
  'device-match': 'The device carries one of the tags named.',
  'device-other': 'The device carries none of the tags named.',
  'device-unknown': 'Nothing is known of the device.',
  'ip-match': 'The address lies in one of the ranges named.',
  'ip-other': 'The address lies in none of the ranges named.',
  'ip-unknown': 'The address of the browser is not known.',
  unconditional: 'The policy has no conditions.',
  'unknown-counts': 'A fact is not known, and the policy counts that as a match.',
  'unknown-matches': 'A fact is not known, and the condition says `unknown: matches`.',
  'unknown-fails': 'A fact is not known, and the condition says `unknown: fails`.',
} as const;
export type Reason = keyof typeof REASONS;
