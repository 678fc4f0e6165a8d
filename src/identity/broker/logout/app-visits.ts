import { createHash } from 'node:crypto';
import type { Session } from '../../../model/identity.ts';
import type { OpenSession, SessionStore } from '../../session-store.ts';

/** What an app was told of a session when it was signed in to it. */
export interface AppVisit {
  /** The NameID's value. */
  readonly name: string;
  readonly sessionIndex: string;
}

/** Which apps a session has been signed in to. Sealed with the session, and gone when it goes. */
export interface AppVisits {
  note(open: OpenSession, appId: string, visit: AppVisit): Promise<void>;
  of(open: OpenSession, appId: string): Promise<AppVisit | undefined>;
  forget(open: OpenSession, appId: string): Promise<void>;
}

export function createAppVisits(sessions: Pick<SessionStore, 'attach' | 'attached' | 'detach'>): AppVisits {
  const rowOf = (appId: string): string => `visit/${appId}`;
  return {
    note: (open, appId, visit) => sessions.attach(open, rowOf(appId), Buffer.from(JSON.stringify(visit))),
    forget: (open, appId) => sessions.detach(open, rowOf(appId)),
    async of(open, appId) {
      const held = await sessions.attached(open, rowOf(appId));
      return held && (JSON.parse(held.toString()) as AppVisit);
    },
  };
}

/** The name of a session towards one app: the same at every sign-in, and another for every app. */
export function sessionIndexOf({ id }: Pick<Session, 'id'>, appId: string): string {
  return `_${createHash('sha256')
    .update(JSON.stringify(['session index', id, appId]))
    .digest('hex')
    .slice(0, 40)}`;
}
