/** Activity types this version recognises. Features 2.7 names the full set. */
export const ACTIVITY_TYPES = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'access',
  'view',
  'download',
  'upload',
  'copy',
  'cut',
  'paste',
  'print',
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

/** Where a control was enforced (law 8). */
export type EnforcementPoint = 'gateway' | 'page';

/** What was acted on: a file, a page, a selection. `size` in bytes. */
export interface ActivityObject {
  readonly name?: string;
  readonly type?: string;
  readonly size?: number;
  readonly url?: string;
  /** Sensitivity labels; `[]` for a file known to carry none, undefined when nobody has looked. */
  readonly labels?: readonly string[];
}
