import type { ActivityType } from '../model/activity.ts';
import type { DetectorKind, ScanStatus } from '../model/content.ts';
import type { Action } from '../model/policy-match.ts';

/** What a condition makes of a fact that is not known: decide as if it held, or as if it did not. */
export type OnUnknown = 'matches' | 'fails';

/** What to look for in a file, and how to count it. */
export interface ContentDetector {
  readonly kind: DetectorKind;
  /** What the log calls it; the kind when left out. */
  readonly name?: string;
  /** Least count that matters; 1. */
  readonly threshold?: number;
  /** Count each value once. */
  readonly distinct?: boolean;
  /** Only with one of these words at most `within` characters away. */
  readonly near?: { readonly words: readonly string[]; readonly within?: number };
  /** RE2 expressions for what does not count. */
  readonly exclude?: readonly string[];
  /** Leave the last four characters in the log as they are. */
  readonly showLastFour?: boolean;
  /** `keywords`. */
  readonly words?: readonly string[];
  readonly partial?: boolean;
  /** `expression`, in RE2 syntax. */
  readonly pattern?: string;
  readonly ignoreCase?: boolean;
  /** `exact-list`, `fingerprints`: a name in `inspection.lists`. */
  readonly list?: string;
  /** `fingerprints`: share of a document that must be there. */
  readonly share?: number;
}

/** A test of what is in a file. Several keys must all hold. */
export interface ContentCondition {
  /** One of these finds enough. */
  readonly detectors?: readonly ContentDetector[];
  /** The document carries one of these sensitivity labels (GUIDs), or any at all (`*`). */
  readonly labels?: readonly string[];
  readonly malware?: boolean;
  /** Media types the bytes show; `image/*` for a family. */
  readonly type?: readonly string[];
  /** Whether bytes, declared type and name contradict each other. */
  readonly disguised?: boolean;
  /** A part of the file could not be read for one of these reasons. */
  readonly status?: readonly ScanStatus[];
  /** Parts that could not be read for these reasons count as read. */
  readonly passes?: readonly ScanStatus[];
}

/** One test of one fact; any of the values is enough. Texts compare without regard to case. */
export interface FactCondition {
  readonly user?: readonly string[];
  readonly group?: readonly string[];
  readonly app?: readonly string[];
  /** Device tags such as `compliant`. */
  readonly device?: readonly string[];
  /** Addresses or CIDR ranges, v4 and v6. */
  readonly ip?: readonly string[];
  /** What is in the file. Of downloads and uploads only. */
  readonly content?: ContentCondition;
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
