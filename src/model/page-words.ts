import type { PageRule } from './decision.ts';

/** What notices in a page say; `{app}` is filled in. */
export interface PageWords {
  /** BCP 47. */
  readonly language: string;
  readonly titles: Readonly<Record<PageRule['activity'], string>>;
  readonly blocked: string;
  readonly oneMore: string;
  readonly giveReason: string;
  readonly showPassphrase: string;
  readonly signIn: string;
  readonly signInAgain: string;
  readonly sessionEnded: string;
  /** Of a session that has ended: what is not lost. */
  readonly kept: string;
  readonly notAllowed: string;
  readonly printing: string;
  /** What others find on the clipboard. */
  readonly staysIn: string;
  readonly close: string;
}
