import { createHash } from 'node:crypto';
import type { NoticeConfig } from '../../config/gateway-config.ts';
import { secretHash, takeSecret } from '../../identity/browser-secret.ts';
import { createBrowserSessions } from '../../identity/browser-sessions.ts';
import { HANDOFF_PATH, splitTarget } from '../../identity/handoff-paths.ts';
import { page, redirect } from '../../identity/handoff-reply.ts';
import { ownSecrets, setOwnSecret } from '../../identity/own-cookies.ts';
import { readOwnForm } from '../../identity/own-form.ts';
import type { RecordStore } from '../../identity/record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from '../../identity/seal.ts';
import type { SessionStore } from '../../identity/session-store.ts';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { User } from '../../model/identity.ts';
import type { RouteOutcome } from '../../model/route.ts';
import { renderNotice } from '../pages/notice.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';
import type { WithSession } from '../stages/authenticate.ts';
import type { PolicyDesk } from '../stages/policy-desk.ts';
import { isOpenable } from './openable.ts';

/** Tells users that they are watched, before they enter an app. */
export interface Notices {
  /** The reply that leads to the notice, where the session has not seen it for this app. */
  lead(exchange: WithSession): Promise<Reply | undefined>;
  /** The notice's own route, on the sign-in host; undefined for every other request. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
}

export interface NoticeParts {
  /** None: nobody is told. */
  readonly notice: NoticeConfig | undefined;
  /** Authority of the sign-in host: no app's script reaches a page there. */
  readonly signInAuthority: string;
  readonly records: RecordStore;
  readonly sessions: Pick<SessionStore, 'open' | 'opens' | 'lapsed'>;
  readonly policies: Pick<PolicyDesk, 'routeOf'>;
  readonly now: () => number;
}

/** Where the user was going. Sealed under the token in the notice's address, so that no address holds another. */
interface Entry {
  readonly sessionId: string;
  readonly user: Pick<User, 'provider' | 'subject'>;
  readonly appId: string;
  readonly appName: string;
  readonly next: string;
}

/** Milliseconds for reading; longer than a way in takes, since a tab may wait until somebody comes back. */
const LIFE = 12 * 3_600_000;
const WEEK = 7 * 86_400_000;
/** The most a browser's address holds behind `#` that is kept. */
const MAX_FRAGMENT = 4096;
/** Who is not kept with the gateway is not told of it, nor who is kept out. */
const UNWATCHED: ReadonlySet<RouteOutcome> = new Set(['direct', 'block']);

/** A gateway without a notice. */
const NO_NOTICES: Notices = { lead: async () => undefined, handle: async () => undefined };

export function createNotices({ notice, signInAuthority, records, sessions, policies, now }: NoticeParts): Notices {
  const browser = createBrowserSessions(sessions);
  if (notice === undefined) return NO_NOTICES;
  const path = `${HANDOFF_PATH}notice`;
  // Who hid one text has not read another.
  const edition = createHash('sha256').update(JSON.stringify(notice)).digest('base64url');

  const key = (...parts: readonly string[]): string => rowKey(Buffer.from(JSON.stringify(parts)));
  const seenKey = ({ sessionId, appId }: Pick<Entry, 'sessionId' | 'appId'>): string => key(sessionId, appId, edition);
  const hiddenKey = (secret: string, { provider, subject }: Entry['user']): string =>
    key(secret, provider, subject, edition);

  async function read(id: string): Promise<Entry | undefined> {
    const token = decodeToken(id);
    const held = token && (await records.get('notice', rowKey(token.id)));
    const plain = token && held && unseal(held.value, token.key, 'notice');
    return plain && (JSON.parse(plain.toString()) as Entry);
  }

  async function isHidden({ headers }: Inbound, { user }: Entry): Promise<boolean> {
    for (const each of ownSecrets(headers, 'notice'))
      if (await records.get('notice-hidden', hiddenKey(secretHash(each), user))) return true;
    return false;
  }

  async function enter(entry: Entry, fragment: string): Promise<Reply> {
    await records.put('notice-seen', seenKey(entry), { value: Uint8Array.of(1), expiresAt: now() + WEEK });
    return redirect(entry.next + (isFragment(fragment) ? fragment : ''), [], 303);
  }

  async function answer(inbound: Inbound, entry: Entry): Promise<Reply> {
    const form = await readOwnForm(inbound);
    const entered = await enter(entry, form.get('fragment') ?? '');
    if (form.get('hide') !== 'week') return entered;
    const secret = takeSecret(inbound.headers, 'notice');
    const hidden = { value: Uint8Array.of(1), expiresAt: now() + WEEK };
    await records.put('notice-hidden', hiddenKey(secretHash(secret), entry.user), hidden);
    return { ...entered, headers: [...entered.headers, setOwnSecret('notice', secret, WEEK / 1000)] };
  }

  return {
    async lead(exchange) {
      // A form that was sent would be lost, and what a page loads is no entry.
      if (exchange.method !== 'GET' || !isOpenable(exchange)) return undefined;
      const { session, app, authority, target } = exchange;
      const route = policies.routeOf(exchange);
      if (route && UNWATCHED.has(route.outcome)) return undefined;
      const entry: Entry = {
        sessionId: session.id,
        user: { provider: session.user.provider, subject: session.user.subject },
        appId: app.id,
        appName: app.name,
        next: `https://${authority}${target}`,
      };
      if (await records.get('notice-seen', seenKey(entry))) return undefined;
      const token = newToken();
      const value = seal(Buffer.from(JSON.stringify(entry)), token.key, 'notice');
      await records.put('notice', rowKey(token.id), { value, expiresAt: now() + LIFE });
      return redirect(`https://${signInAuthority}${path}?id=${encodeToken(token)}`, [], 303);
    },
    async handle(inbound) {
      const { pathname, query } = splitTarget(inbound.target);
      if (inbound.authority !== signInAuthority || pathname !== path) return undefined;
      const entry = await read(query.get('id') ?? '');
      if (!entry) throw new Failure('confirmation-expired', 'no such notice');
      if (!(await browser.login(inbound, entry.sessionId))) {
        // Whoever came by a link learns nothing by it; and who lost the sign-in host's cookie is not kept out by a text.
        await records.put('notice-seen', seenKey(entry), { value: Uint8Array.of(1), expiresAt: now() + WEEK });
        throw new Failure('confirmation-expired', 'opened in another session');
      }
      if (inbound.method === 'POST') return answer(inbound, entry);
      if (inbound.method !== 'GET' && inbound.method !== 'HEAD')
        throw new Failure('bad-request', `${inbound.method} on ${pathname}`);
      // The browser keeps the fragment along redirects.
      if (await isHidden(inbound, entry)) return enter(entry, '');
      const language = chooseLanguage(inbound.headers);
      return page((nonce) => renderNotice({ nonce, language, appName: entry.appName, ...notice }), { form: true });
    },
  };
}

function isFragment(text: string): boolean {
  return text.length <= MAX_FRAGMENT && /^#[\x21-\x7e]*$/.test(text);
}
