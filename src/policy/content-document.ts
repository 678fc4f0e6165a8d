import type { DetectorKind, Passable, ScanStatus } from '../model/content.ts';

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
  /** The document carries one of these sensitivity labels (GUIDs, or `GUID@tenant`), or any at all (`*`). */
  readonly labels?: readonly string[];
  readonly malware?: boolean;
  /** Media types the bytes show; `image/*` for a family. */
  readonly type?: readonly string[];
  /** Whether bytes, declared type and name contradict each other. */
  readonly disguised?: boolean;
  /** A part of the file could not be read for one of these reasons. */
  readonly status?: readonly ScanStatus[];
  /** Parts that could not be read for these reasons count as read. */
  readonly passes?: readonly Passable[];
}
