import type { OpenSession, SessionStore } from '../../identity/session-store.ts';
import type { Identified, Judgement } from '../../model/exchange.ts';
import type { DeviceDesk } from '../devices/device-desk.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import { endAt } from './end-at.ts';
import { LOOKS, type LookOptions } from './looks.ts';
import type { SessionWatch } from './session-watch.ts';

export interface EntryReviewParts extends LookOptions {
  readonly sessions: Pick<SessionStore, 'reload'>;
  readonly devices: Pick<DeviceDesk, 'known'>;
  readonly policies: Pick<PolicyDesk, 'concerns' | 'refusesNow' | 'used'>;
  readonly watch: SessionWatch['watch'];
  readonly now: () => number;
  /** Told why something was ended. */
  readonly ended: (exchange: Identified, judgement: Judgement) => void;
  /** Told of a look that failed; what is open is looked at again. */
  readonly failed: (error: unknown) => void;
}

/**
 * Asks the policies about entering an app again for whatever stays open in it, since streamed answers and WebSockets come by no stage
 * once they are open: a sign-in grows too old, office hours end, a certificate is revoked, policies change.
 */
export interface EntryReview {
  /**
   * `end` is called once, when the session or token has ended or its user would not be let in now; the result takes it back. `sent` is the number
   * of octets that the browser has sent so far: what it sends is use of the app.
   */
  watch(exchange: Identified, end: () => void, sent?: () => number): () => void;
  /** As a request of the same kind would come now; undefined where the session has ended, which its watch sees to. */
  asOfNow(exchange: Standing['exchange']): Promise<Identified | undefined>;
  close(): void;
}

interface Standing {
  readonly exchange: Identified & { readonly open?: OpenSession | undefined };
  readonly end: () => void;
  readonly sent: () => number;
  /** What `sent` gave at the last look. */
  before: number;
}

export function createEntryReview({
  sessions,
  devices,
  policies,
  watch,
  now,
  ended,
  failed,
  looks = LOOKS,
}: EntryReviewParts): EntryReview {
  const standing = new Set<Standing>();
  let looking = false;

  async function asOfNow(exchange: Standing['exchange']): Promise<Identified | undefined> {
    if (!exchange.open) return exchange;
    const open = await sessions.reload(exchange.open);
    return open && devices.known({ ...exchange, session: open.session, open });
  }

  async function review(each: Standing): Promise<void> {
    const current = await asOfNow(each.exchange);
    const judgement = current && policies.refusesNow(current);
    // It may have ended while it was looked at.
    if (judgement && standing.delete(each)) {
      ended(current, judgement);
      each.end();
    } else if (current && each.sent() !== each.before) {
      each.before = each.sent();
      policies.used(current);
    }
  }

  async function look(): Promise<void> {
    if (looking || !policies.concerns('access')) return;
    looking = true;
    for (const each of [...standing]) await review(each).catch(failed);
    looking = false;
  }

  const timer = setInterval(() => void look(), looks.entry).unref();

  return {
    asOfNow,
    watch(exchange, end, sent = () => 0) {
      const each = { exchange, end, sent, before: sent() };
      standing.add(each);
      const { id, byToken, expiresAt } = exchange.session;
      const unwatch = byToken ? endAt(expiresAt, now, end, looks.session) : watch(id, end);
      return () => {
        standing.delete(each);
        unwatch();
      };
    },
    close: () => clearInterval(timer),
  };
}
