import type { AppOidc } from '../../../model/app.ts';
import type { Session } from '../../../model/identity.ts';
import type { SessionStore } from '../../session-store.ts';
import { sessionIndexOf } from '../logout/app-visits.ts';
import { accountOf } from './app-provider.ts';
import type { OidcServer } from './load-oidc-provider.ts';
import type { SealedRecords } from './sealed-records.ts';

interface ToldApp {
  readonly app: { readonly id: string };
  readonly oidc: AppOidc;
  readonly records: SealedRecords;
  provider(): Promise<OidcServer>;
}

/** Which session an app was signed in to, and as whom. */
interface Visit {
  readonly sessionId: string;
  readonly sub: string;
  readonly sid: string;
  /** Attempts to tell the app that the session has ended. */
  readonly attempts: number;
}

/** Tells the servers of apps that a session has ended, however it did (OpenID Connect Back-Channel Logout 1.0). */
export interface BackChannel {
  /** An app was signed in to a session. */
  note(app: ToldApp, session: Session): Promise<void>;
  close(): void;
}

/** Milliseconds between two looks at which sessions have ended. */
const INTERVAL = 5000;
/** Milliseconds for which a session that ended by time is remembered. */
const AFTERWARDS = 10 * 60_000;
const MAX_ATTEMPTS = 5;

/**
 * Looks at what there is instead of being called where sessions end: an administrator ends them in another process, and time ends
 * them in none.
 */
export function createBackChannel(
  apps: readonly ToldApp[],
  {
    sessions,
    warn,
    now,
  }: {
    readonly sessions: Pick<SessionStore, 'isLive'>;
    readonly warn: (what: string) => void;
    readonly now: () => number;
  },
): BackChannel {
  const told = apps.filter(({ oidc }) => oidc.backchannelLogoutUri !== undefined);
  let looking = false;

  async function tell({ app, oidc, records, provider }: ToldApp, visit: Visit): Promise<void> {
    await records.remove(['visit', visit.sessionId]);
    try {
      const client = (await (await provider()).Client.find(oidc.clientId)) as unknown as LogoutClient;
      await client.backchannelLogout(visit.sub, visit.sid);
    } catch (error) {
      const attempts = visit.attempts + 1;
      if (attempts < MAX_ATTEMPTS)
        await records.put(['visit', visit.sessionId], { ...visit, attempts }, now() + AFTERWARDS);
      else warn(`${app.id} could not be told that a session has ended: ${String(error)}`);
    }
  }

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      for (const app of told)
        for (const visit of (await app.records.below(['visit'])) as Visit[])
          if (visit && !(await sessions.isLive(visit.sessionId))) await tell(app, visit);
    } finally {
      looking = false;
    }
  }

  const timer =
    told.length === 0
      ? undefined
      : setInterval(
          () => void look().catch((error: unknown) => warn(`sessions could not be looked up: ${String(error)}`)),
          INTERVAL,
        ).unref();

  return {
    async note({ app, oidc, records }, session) {
      const account = accountOf(session.user, oidc);
      if (oidc.backchannelLogoutUri === undefined || !account) return;
      const visit: Visit = {
        sessionId: session.id,
        sub: account.id,
        sid: sessionIndexOf(session, app.id),
        attempts: 0,
      };
      await records.put(['visit', session.id], visit, session.expiresAt + AFTERWARDS);
    },
    close: () => clearInterval(timer),
  };
}

/** The part of the package's client model that its types leave out. */
interface LogoutClient {
  backchannelLogout(sub: string, sid: string): Promise<void>;
}
