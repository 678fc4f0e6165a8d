import type { ActivityType } from '../model/activity.ts';
import type { Action } from '../model/policy-match.ts';

/** What a policy can ask for, activity by activity: what the pipeline and the page can do today (law 8). */
export const ENFORCEABLE = {
  access: ['audit', 'step-up', 'read-only', 'block'],
  view: ['audit', 'watermark', 'redact', 'warn', 'step-up', 'block'],
  download: ['audit', 'watermark', 'redact', 'protect', 'warn', 'step-up', 'block'],
  upload: ['audit', 'warn', 'step-up', 'block'],
  copy: ['audit', 'block'],
  cut: ['audit', 'block'],
  paste: ['audit', 'block'],
  print: ['audit', 'block'],
  'send-message': ['audit', 'warn', 'step-up', 'block'],
  'create-item': ['audit', 'warn', 'step-up', 'block'],
  'edit-item': ['audit', 'warn', 'step-up', 'block'],
  'delete-item': ['audit', 'warn', 'step-up', 'block'],
  'share-item': ['audit', 'warn', 'step-up', 'block'],
  'unshare-item': ['audit', 'warn', 'step-up', 'block'],
  'app-activity': ['audit', 'warn', 'step-up', 'block'],
  'sign-in': ['audit'],
  'sign-in-failed': ['audit'],
  'sign-out': ['audit'],
} as const satisfies Readonly<Partial<Record<ActivityType, readonly PolicyAction[]>>>;
export type EnforceableActivity = keyof typeof ENFORCEABLE;
export type PolicyAction = Exclude<Action, 'allow'>;

/** Which activities each type of control is about. `named`: those the policy names itself. */
export const CONTROLS = {
  access: { about: 'entering an app, asked of every request', activities: ['access'] },
  download: { about: 'files on their way to the user', activities: ['download'] },
  upload: { about: 'files on their way to the app', activities: ['upload'] },
  activities: { about: 'the activities it names', activities: 'named' },
  monitor: { about: 'records the activities it names, or every one', activities: 'named' },
} as const satisfies Record<string, { about: string; activities: readonly EnforceableActivity[] | 'named' }>;
export type Control = keyof typeof CONTROLS;

/** What users do to what an app keeps. */
const ITEM_ACTIVITIES = [
  'send-message',
  'create-item',
  'edit-item',
  'delete-item',
  'share-item',
  'unshare-item',
] as const satisfies readonly EnforceableActivity[];

/** Activities a policy with the control `activities` may name; files have controls of their own. */
export const NAMED_ACTIVITIES = [
  'view',
  'copy',
  'cut',
  'paste',
  'print',
  ...ITEM_ACTIVITIES,
  'app-activity',
  'sign-in',
  'sign-in-failed',
  'sign-out',
] as const satisfies readonly EnforceableActivity[];
/** Activities a policy with the control `monitor` may name. */
export const MONITORED_ACTIVITIES = [...NAMED_ACTIVITIES, 'download', 'upload'] as const;

/** What `read-only` refuses besides requests that change something. */
export const WRITING: readonly EnforceableActivity[] = ['upload', 'cut', 'paste', ...ITEM_ACTIVITIES];

/** Activities that a profile recognises by a request, which holds what the user wrote. */
export const SENT_ACTIVITIES = [...ITEM_ACTIVITIES, 'app-activity'] as const satisfies readonly EnforceableActivity[];

/** Methods that only read (RFC 9110 section 9.2.1). A WebSocket is none of them: nobody sees what goes through it. */
export const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
