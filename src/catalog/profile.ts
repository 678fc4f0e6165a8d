import type { ActivityType } from '../model/activity.ts';
import type { CarriedFiles } from '../model/carried-files.ts';

/** Activities a rule may recognise. `app-activity` is for what only one kind of app has; its rule says what it is. */
export const PROFILE_ACTIVITIES = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'view',
  'download',
  'upload',
  'send-message',
  'create-item',
  'edit-item',
  'delete-item',
  'share-item',
  'unshare-item',
  'app-activity',
] as const satisfies readonly ActivityType[];
export type ProfileActivity = (typeof PROFILE_ACTIVITIES)[number];

/** Those that happen with the answer: only it shows whether they did. */
export const TOLD_BY_ANSWER: ReadonlySet<ProfileActivity> = new Set(['sign-in', 'sign-in-failed', 'view', 'download']);

/**
 * Patterns of which one must fit: `*` is any text, in a path within a segment. Of a value, `!` in front: no value may fit. Of a
 * path, `{word}` names a text within a segment, `**` as the first or last segment is any number of them, and `{word**}` names
 * the last ones.
 */
export type Patterns = readonly string[];

/** What an exchange looks like when somebody does something. Every key that is given must hold. */
export interface ProfileRule {
  /** Names the rule in policies and logs, after the profile's: `mediawiki/edit-page`. */
  readonly id: string;
  readonly activity: ProfileActivity;
  /** What it recognises, for people. */
  readonly about: string;
  readonly method: readonly string[];
  /** A role of the profile's `hosts`; any host without it. */
  readonly host?: string;
  readonly path: Patterns;
  readonly contentType?: Patterns;
  readonly header?: Readonly<Record<string, Patterns>>;
  readonly query?: Readonly<Record<string, Patterns>>;
  /** Fields of a form, or members of a JSON body: `a.b`, `a.*.b` for each element or member. */
  readonly field?: Readonly<Record<string, Patterns>>;
  /** In the query or in the body: for servers that take either. */
  readonly param?: Readonly<Record<string, Patterns>>;
  /**
   * What is recognised is a message on a WebSocket, whose opening the other keys are about (its method is `WEBSOCKET`). All fields of one of
   * `any` must be in it.
   */
  readonly message?: {
    readonly to: 'app' | 'browser';
    readonly any: readonly Readonly<Record<string, Patterns>>[];
  };
  /** Of the answer: `200`, `2xx`. */
  readonly status?: readonly string[];
  /** Header fields of the answer. */
  readonly answer?: Readonly<Record<string, Patterns>>;
  /**
   * Where the body holds the files of an upload as text; the body of the answer of a download, which is one only if a file that is no
   * picture, sound or film stands there.
   */
  readonly carries?: readonly CarriedFiles[];
  /** What people call the thing acted on: texts with `{word}`, `{query.x}`, `{field.x}`; the first all of whose words are there. */
  readonly item?: readonly string[];
  /** What the app calls it, written as `item` is. */
  readonly object?: readonly string[];
}

/** How one kind of app shows in its traffic what users do. */
export interface ActivityProfile {
  readonly id: string;
  readonly name: string;
  /** Roles of hosts -> patterns of their names. */
  readonly hosts?: Readonly<Record<string, Patterns>>;
  readonly rules: readonly ProfileRule[];
}
