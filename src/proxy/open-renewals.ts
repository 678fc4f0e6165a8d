import type { ActivityLog } from '../activity/activity-log.ts';
import { createRenewals, type RenewalParts, type Renewals } from '../identity/renewals.ts';
import type { JarShelf } from './cookies/jar-shelf.ts';
import type { Logger } from './observe/operational-log.ts';
import { endedRow } from './observe/sign-in-row.ts';
import type { SessionWatch } from './server/session-watch.ts';

export interface OpenRenewalsParts extends Pick<RenewalParts, 'providers' | 'sessions' | 'records' | 'now'> {
  readonly activities: Pick<ActivityLog, 'append'>;
  readonly watch: SessionWatch;
  readonly log: Logger;
  readonly jars: Pick<JarShelf, 'forget'>;
}

export interface OpenedRenewals extends Renewals {
  /** Lets go of everything held for a session that has ended. */
  forget(sessionId: string): void;
}

/** Keeps sessions fresh, and tells both logs what came of it. */
export function openRenewals({ activities, watch, log, jars, ...parts }: OpenRenewalsParts): OpenedRenewals {
  function forget(sessionId: string): void {
    jars.forget(sessionId);
    watch.cut(sessionId);
  }
  const renewals = createRenewals({
    ...parts,
    isOpen: watch.isOpen,
    changed: watch.cut,
    async end(session, detail) {
      await parts.sessions.end(session.id);
      forget(session.id);
      activities.append(endedRow(session, parts.now()));
      log.info({ provider: session.user.provider, detail }, 'the provider lets a user in no more');
    },
    warn: (provider, detail) => log.warn({ provider, detail }, 'identity provider'),
  });
  return { ...renewals, forget };
}
