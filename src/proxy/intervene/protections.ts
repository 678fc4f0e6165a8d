import { createHash } from 'node:crypto';
import { createBrowserSessions } from '../../identity/browser-sessions.ts';
import { HANDOFF_PATH, splitTarget } from '../../identity/handoff-paths.ts';
import { page, redirect } from '../../identity/handoff-reply.ts';
import { refuseOtherOrigins } from '../../identity/own-form.ts';
import type { RecordStore } from '../../identity/record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from '../../identity/seal.ts';
import type { OpenSession, SessionStore } from '../../identity/session-store.ts';
import type { Identified, Inbound, Judgement, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { Message } from '../../model/message.ts';
import { newPassphrase } from '../content/passphrase.ts';
import { renderPassphrase, renderProtection } from '../pages/protection.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';
import type { Refusals } from '../refusals.ts';
import { isOpenable, targetAgain } from './openable.ts';

/** Shows a user the passphrase of a file, once, and gives it to the gateway for the download that follows. */
export interface Protections {
  /** The reply that leads to the passphrase. */
  ask(exchange: Identified, judgement: Judgement): Promise<Reply>;
  /** The passphrase that was shown for this download; taking spends it. */
  take(exchange: Identified, open: OpenSession | undefined): Promise<string | undefined>;
  /** The page's own route, on the sign-in host; undefined for every other request. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
}

export interface ProtectionParts {
  /** Authority of the sign-in host: no app's script reaches a page there. */
  readonly signInAuthority: string;
  readonly records: RecordStore;
  readonly sessions: SessionStore;
  readonly refusals: Refusals;
  readonly messageOf: (policyId: string) => Message | undefined;
  readonly now: () => number;
}

/** What was asked. Sealed under the token in the page's address. */
interface Asked {
  readonly sessionId: string;
  readonly appName: string;
  readonly fileName?: string;
  readonly policies: readonly string[];
  /** Where to go on; none for what cannot be opened again. */
  readonly next: string | undefined;
  /** Under which the session keeps the passphrase. */
  readonly key: string;
  readonly back: string;
  readonly exchangeId: string;
}

/** Milliseconds for reading and writing down; and for the download. */
const LIFE = 10 * 60_000;
const TABLE = 'protection';

export function createProtections(parts: ProtectionParts): Protections {
  const { signInAuthority, records, sessions, refusals, now } = parts;
  const browser = createBrowserSessions(sessions);
  const path = `${HANDOFF_PATH}protect`;

  async function read(id: string): Promise<Asked | undefined> {
    const token = decodeToken(id);
    const held = token && (await records.get(TABLE, rowKey(token.id)));
    const plain = token && held && unseal(held.value, token.key, TABLE);
    return plain && (JSON.parse(plain.toString()) as Asked);
  }

  /** Makes the passphrase, keeps it sealed under the session's secret, and shows it. Of two that ask exactly one sees it. */
  async function shown(inbound: Inbound, id: string, asked: Asked, open: OpenSession): Promise<Reply> {
    refuseOtherOrigins(inbound);
    const token = decodeToken(id);
    if (!token || !(await records.take(TABLE, rowKey(token.id))))
      throw new Failure('confirmation-expired', 'shown already');
    const passphrase = newPassphrase();
    await sessions.attach(open, asked.key, Buffer.from(JSON.stringify({ passphrase, until: now() + LIFE })));
    const { appName, back, next, fileName } = asked;
    const language = chooseLanguage(inbound.headers);
    return page((nonce) =>
      renderPassphrase({
        nonce,
        language,
        appName,
        back,
        passphrase,
        ...(next === undefined ? {} : { next }),
        ...(fileName === undefined ? {} : { fileName }),
      }),
    );
  }

  return {
    async ask(exchange, judgement) {
      const token = newToken();
      const origin = `https://${exchange.authority}`;
      const asked: Asked = {
        sessionId: exchange.session.id,
        appName: exchange.app.name,
        policies: judgement.decision.matches
          .filter(({ action }) => action === 'protect')
          .map(({ policyId }) => policyId),
        next: exchange.method === 'GET' ? origin + targetAgain(exchange) : undefined,
        key: keyOf(exchange),
        back: `${origin}/`,
        exchangeId: exchange.id,
        ...(judgement.object.name === undefined ? {} : { fileName: judgement.object.name }),
      };
      const value = seal(Buffer.from(JSON.stringify(asked)), token.key, TABLE);
      await records.put(TABLE, rowKey(token.id), { value, expiresAt: now() + LIFE });
      const url = `https://${signInAuthority}${path}?id=${encodeToken(token)}`;
      return isOpenable(exchange) ? redirect(url, [], 303) : refusals.interrupted(exchange, judgement, url);
    },
    async take(exchange, open) {
      if (open === undefined) return undefined;
      const key = keyOf(exchange);
      const held = await sessions.attached(open, key);
      if (held === undefined) return undefined;
      await sessions.detach(open, key);
      const { passphrase, until } = JSON.parse(held.toString()) as { passphrase: string; until: number };
      return until > now() ? passphrase : undefined;
    },
    async handle(inbound) {
      const { pathname, query } = splitTarget(inbound.target);
      if (inbound.authority !== signInAuthority || pathname !== path) return undefined;
      const id = query.get('id') ?? '';
      const asked = await read(id);
      const open = asked && (await browser.login(inbound, asked.sessionId));
      // Only the session that was asked may see it: a link to the page is of no use to anybody else.
      if (!asked || !open)
        throw new Failure('confirmation-expired', asked ? 'opened in another session' : 'no such file');
      if (inbound.method === 'POST') return shown(inbound, id, asked, open);
      if (inbound.method !== 'GET' && inbound.method !== 'HEAD')
        throw new Failure('bad-request', `${inbound.method} on ${pathname}`);
      const message = asked.policies.map(parts.messageOf).find((each) => each !== undefined);
      const { appName, back, exchangeId, fileName } = asked;
      const more = { ...(fileName === undefined ? {} : { fileName }), ...(message === undefined ? {} : { message }) };
      const language = chooseLanguage(inbound.headers);
      return page((nonce) => renderProtection({ nonce, language, appName, back, exchangeId, ...more }), { form: true });
    },
  };
}

/** What a form or a script sent cannot be named by a URL: the passphrase is for the next such download of the app. */
function keyOf({ app, method, originUrl }: Identified): string {
  const place = JSON.stringify([app.id, method === 'GET' ? originUrl : '*']);
  return `protection-${createHash('sha256').update(place).digest('base64url')}`;
}
