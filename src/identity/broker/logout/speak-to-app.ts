import type { ProtectedApp } from '../../../model/app.ts';
import type { Onward } from '../../onward.ts';
import type { OpenSession } from '../../session-store.ts';

/** What an app answered. */
export interface AppAnswer {
  readonly status: number;
  /** Where it leads, as an absolute URL. */
  readonly location: string | undefined;
  /** Its first characters. */
  readonly body: string;
}

/**
 * Sends a message to an app in the place of the session's browser: with the app's cookies, which the gateway keeps. `onward.url` is
 * the app's own address. Without a session it is a message from server to server, with no cookies. Rejects with a Failure when the app does not answer, or the address is at none of its hosts.
 */
export type SpeakToApp = (
  open: OpenSession | undefined,
  app: ProtectedApp,
  onward: Onward,
  signal: AbortSignal,
) => Promise<AppAnswer>;
