import type { ActivityType } from '../model/activity.ts';
import type { Activity } from '../model/activity-row.ts';

/** What to look for; every given field must hold. Times are epoch milliseconds. */
export interface ActivityFilter {
  readonly since?: number;
  readonly until?: number;
  readonly user?: string;
  readonly app?: string;
  readonly type?: ActivityType;
  readonly outcome?: Activity['outcome'];
  readonly ip?: string;
  /** A policy id that matched. */
  readonly policy?: string;
  /** Text anywhere in the object's name or URL. */
  readonly text?: string;
  readonly exchange?: string;
  /** Rows after this position (see `LoggedActivity.position`). */
  readonly after?: number;
  readonly limit?: number;
  readonly order?: 'oldest' | 'newest';
}

/** A stored row and where it stands in the log. */
export interface LoggedActivity extends Activity {
  readonly position: number;
}

/** The activity log: append-only, streamed out, never capped. */
export interface ActivityLog {
  /** Takes a row; it is on disk within a fraction of a second, or at `close`. */
  append(row: Activity): void;
  /** Rows as they are read; nothing is gathered in memory. */
  query(filter: ActivityFilter): IterableIterator<LoggedActivity>;
  close(): void;
}
