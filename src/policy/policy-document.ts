import type { ActivityType } from '../model/activity.ts';
import type { Action } from '../model/policy-match.ts';

/** What a condition makes of a fact that is not known: decide as if it held, or as if it did not. */
export type OnUnknown = 'matches' | 'fails';

/** One test of one fact; any of the values is enough. Texts compare without regard to case. */
export interface FactCondition {
  readonly user?: readonly string[];
  readonly group?: readonly string[];
  readonly app?: readonly string[];
  /** Device tags such as `compliant`. */
  readonly device?: readonly string[];
  /** Addresses or CIDR ranges, v4 and v6. */
  readonly ip?: readonly string[];
  readonly unknown?: OnUnknown;
}

/** The boolean tree of a policy's conditions. Several keys of one node must all hold. */
export interface Condition extends FactCondition {
  readonly all?: readonly Condition[];
  readonly any?: readonly Condition[];
  readonly not?: Condition;
}

/** A session policy as an administrator writes it. */
export interface PolicyDocument {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly severity: 'low' | 'medium' | 'high';
  /** `monitoring` records what it would have done; `disabled` is as if it were not there. */
  readonly mode: 'active' | 'monitoring' | 'disabled';
  readonly activities: readonly ActivityType[];
  readonly when?: Condition;
  readonly action: Exclude<Action, 'allow'>;
  /** Plain text shown to the user. */
  readonly message?: string;
}
