import type { CarriedFiles } from './carried-files.ts';

/** Activity types this version recognises. Features 2.7 names the full set. */
export const ACTIVITY_TYPES = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'factor-enrolled',
  'factor-passed',
  'factor-failed',
  'factor-removed',
  'access',
  'view',
  'download',
  'upload',
  'copy',
  'cut',
  'paste',
  'print',
  'escape',
  'send-message',
  'create-item',
  'edit-item',
  'delete-item',
  'share-item',
  'unshare-item',
  'app-activity',
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
  /** What the app calls it, where its profile tells. */
  readonly id?: string;
  /** The rule of the app's profile that recognised it: `mediawiki/edit-page`. */
  readonly rule?: string;
}

/** What a rule of an app's profile made of an exchange. */
export interface ProfileMatch {
  readonly activity: ActivityType;
  readonly rule: string;
  readonly name?: string;
  readonly id?: string;
  /** Where the body holds the files as text. */
  readonly carries?: readonly CarriedFiles[];
}

/** What was done to a file. */
export interface ProtectionRecord {
  /** As which it opens with its key: a document of its own kind, or an archive with the file in it; `changed`: it is not encrypted. */
  readonly as: 'office' | 'pdf' | 'zip' | 'changed';
  readonly key?: 'user' | 'organisation';
  /** The user's passphrase, encrypted for the organisation's recovery key: base64. */
  readonly recovery?: string;
  readonly stripped?: readonly string[];
  /** Whether every page says whose it is. */
  readonly stamped?: true;
  /** GUID of the sensitivity label written into it. */
  readonly label?: string;
}

/** What was found in a file: counts, and masked samples; never the content. */
export interface ContentRecord {
  /** A ScanStatus, `piece` of one whose whole is still to come, or `not-inspected` where nobody could look. */
  readonly status: string;
  readonly types?: readonly string[];
  readonly disguised?: boolean;
  readonly sha256?: string;
  readonly matches: readonly {
    readonly detector: string;
    readonly count: number;
    readonly samples: readonly string[];
  }[];
  /** How much of it was masked on its way. */
  readonly masked?: number;
  /** How the file was protected on its way. */
  readonly protected?: ProtectionRecord;
  /** GUIDs of sensitivity labels. */
  readonly labels: readonly string[];
  readonly malware?: string;
  /** Parts that could not be read, and why. */
  readonly unscanned?: readonly string[];
}
