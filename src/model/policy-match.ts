/**
 * Actions in order of strictness: a later one wins over an earlier one. `allow` is what holds when no policy matches.
 * `audit` records; `watermark` lets it happen under the user's name, `redact` without what it holds of certain data, `protect` as a file that opens with a key only; `warn` asks for a reason, `step-up` for a stronger sign-in, and both let go on once they have it;
 * `read-only` and `block` refuse.
 */
export const ACTIONS = [
  'allow',
  'audit',
  'watermark',
  'redact',
  'protect',
  'warn',
  'step-up',
  'read-only',
  'block',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Whether nothing the user can do now lets this happen. */
export function refuses(action: Action): boolean {
  return action === 'block' || action === 'read-only';
}

/** Why one policy matched: its id, what it asks for now and the reasons of the conditions that settled it (policy/reasons.ts). */
export interface PolicyMatch {
  readonly policyId: string;
  readonly policyName: string;
  readonly action: Action;
  readonly severity: Severity;
  readonly reasons: readonly string[];
  /** Set when a match is to be alerted. `dailyLimit`: alerts a day. */
  readonly alert?: { readonly dailyLimit: number };
  /** Set where it refuses that a file is saved, and lets it be looked at in the gateway's viewer. */
  readonly preview?: true;
  /** Set where it refuses a form with several files whole. */
  readonly together?: true;
}

export const SEVERITIES = ['low', 'medium', 'high'] as const;
export type Severity = (typeof SEVERITIES)[number];
