import type { ActivityObject, ActivityType } from '../../model/activity.ts';
import type { HeaderList } from '../../model/headers.ts';

export interface RecognisedActivity {
  readonly activity: ActivityType;
  readonly object: ActivityObject;
}

/** What is known of a request before its body. */
export interface RequestView {
  readonly method: string;
  /** Origin URL. */
  readonly url: string;
  readonly headers: HeaderList;
}

/** What is known of an answer once its first bytes are there. */
export interface ResponseView {
  readonly method: string;
  /** Origin URL. */
  readonly url: string;
  readonly status: number;
  /** The browser's: Fetch Metadata says whether it is about to save what comes. Without them, only the answer tells. */
  readonly requestHeaders?: HeaderList;
  readonly responseHeaders: HeaderList;
  /** Media type that the first bytes show; undefined when they show none. */
  readonly sniffedType: string | undefined;
  /** Set when the body is in a coding that is not known, or not in the one it names: nobody can tell what it is. */
  readonly unreadable?: boolean;
  /** Fetch destination; `empty` for fetch and XHR; undefined when the browser did not say. */
  readonly destination: string | undefined;
  /** Bytes, where the header says. */
  readonly size?: number;
}
