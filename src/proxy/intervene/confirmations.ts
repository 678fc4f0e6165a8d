import { randomUUID } from 'node:crypto';
import { createBrowserSessions } from '../../identity/browser-sessions.ts';
import { AGAIN_PATH, HANDOFF_PATH, splitTarget } from '../../identity/handoff-paths.ts';
import { page, redirect } from '../../identity/handoff-reply.ts';
import { readOwnForm } from '../../identity/own-form.ts';
import type { RecordStore } from '../../identity/record-store.ts';
import { decodeToken, encodeToken, newToken, rowKey, seal, unseal } from '../../identity/seal.ts';
import type { SessionStore } from '../../identity/session-store.ts';
import type { Activity } from '../../model/activity-row.ts';
import type { Identified, Inbound, Judgement, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { Message } from '../../model/message.ts';
import { renderConfirmation, renderConfirmed } from '../pages/confirmation.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';
import type { Refusals } from '../refusals.ts';
import { activityRow } from '../stages/record.ts';
import { heldForm, heldFormReply } from './held-form.ts';
import { isOpenable, targetAgain } from './openable.ts';

/** Asks users for a reason, keeps it in the log, and lets one exchange go on for it. */
export interface Confirmations {
  /** The reply that leads to the question. */
  ask(exchange: Identified, judgement: Judgement): Promise<Reply>;
  /** Policies whose warning was answered for this exchange. Taking spends the answers. */
  take(exchange: Identified, judgement: Judgement): Promise<readonly string[]>;
  /** The question's own route, on the sign-in host; undefined for every other request. */
  handle(inbound: Inbound): Promise<Reply | undefined>;
}

export interface ConfirmationParts {
  /** Authority of the sign-in host: no app's script reaches a page there. */
  readonly signInAuthority: string;
  readonly records: RecordStore;
  readonly sessions: Pick<SessionStore, 'open' | 'opens' | 'lapsed'>;
  readonly refusals: Refusals;
  readonly append: (row: Activity) => void;
  /** The message of a policy in force. */
  readonly messageOf: (policyId: string) => Message | undefined;
  readonly now: () => number;
}

/** What was asked. Sealed under the token in the question's address. */
interface Asked {
  readonly sessionId: string;
  readonly appName: string;
  readonly fileName?: string;
  readonly policies: readonly string[];
  readonly activity: Judgement['activity'];
  /** Where to go on; none for what cannot be opened again. */
  readonly next: string | undefined;
  /** Set where a page keeps what was sent, and waits. */
  readonly held?: boolean;
  readonly place: string;
  readonly appId: string;
  readonly back: string;
  readonly row: Activity;
}

/** Milliseconds for reading, thinking and writing; and for using the answer. */
const LIFE = 10 * 60_000;
/** Characters. */
const MAX_REASON = 1000;
/** An answer for whatever of the kind is sent next: what a form or a script sent cannot be named by a URL. */
const NEXT_ONE = '*';

export function createConfirmations(parts: ConfirmationParts): Confirmations {
  const { signInAuthority, records, refusals, now } = parts;
  const browser = createBrowserSessions(parts.sessions);
  const path = `${HANDOFF_PATH}confirm`;

  const passKey = (
    sessionId: string,
    { appId, activity, place }: Pick<Asked, 'appId' | 'activity' | 'place'>,
    policy: string,
  ): string => rowKey(Buffer.from(JSON.stringify([sessionId, appId, activity, place, policy])));

  async function read(id: string): Promise<Asked | undefined> {
    const token = decodeToken(id);
    const held = token && (await records.get('confirmation', rowKey(token.id)));
    const plain = token && held && unseal(held.value, token.key, 'confirmation');
    return plain && (JSON.parse(plain.toString()) as Asked);
  }

  function question({ headers }: Inbound, asked: Asked, missing: boolean): Reply {
    const message = asked.policies.map(parts.messageOf).find((each) => each !== undefined);
    const { appName, activity, fileName, back, row } = asked;
    return page(
      (nonce) =>
        renderConfirmation({
          nonce,
          language: chooseLanguage(headers),
          missing,
          appName,
          activity,
          back,
          exchangeId: row.exchangeId,
          ...(fileName === undefined ? {} : { fileName }),
          ...(message === undefined ? {} : { message }),
        }),
      { form: true },
    );
  }

  async function answer(inbound: Inbound, id: string, asked: Asked): Promise<Reply> {
    const form = await readOwnForm(inbound);
    const reason = (form.get('reason') ?? '').toWellFormed().trim().slice(0, MAX_REASON);
    if (reason === '') return question(inbound, asked, true);
    const token = decodeToken(id);
    // Of two answers exactly one counts.
    if (!token || !(await records.take('confirmation', rowKey(token.id))))
      throw new Failure('confirmation-expired', 'answered already');
    for (const policy of asked.policies)
      await records.put('pass', passKey(asked.sessionId, asked, policy), {
        value: Uint8Array.of(1),
        expiresAt: now() + LIFE,
      });
    parts.append({ ...asked.row, id: randomUUID(), at: now(), justification: reason });
    const language = chooseLanguage(inbound.headers);
    const { next, appName, activity, back, held } = asked;
    if (next !== undefined && (activity === 'view' || held)) return redirect(next, [], 303);
    return page((nonce) =>
      renderConfirmed({ nonce, language, appName, back, ...(next === undefined ? {} : { next }) }),
    );
  }

  return {
    async ask(exchange, judgement) {
      const token = newToken();
      const id = encodeToken(token);
      const openable = isOpenable(exchange);
      const form = await heldForm(exchange);
      const origin = `https://${exchange.authority}`;
      const asked: Asked = {
        sessionId: exchange.session.id,
        appName: exchange.app.name,
        appId: exchange.app.id,
        activity: judgement.activity,
        policies: judgement.decision.matches.filter(({ action }) => action === 'warn').map(({ policyId }) => policyId),
        next: form
          ? `${origin}${AGAIN_PATH}?reason`
          : exchange.method === 'GET'
            ? origin + targetAgain(exchange)
            : undefined,
        ...(form ? { held: true } : {}),
        place: exchange.method === 'GET' ? exchange.originUrl : NEXT_ONE,
        back: `${origin}/`,
        row: activityRow(exchange, judgement, 'gateway'),
        ...(judgement.object.name === undefined ? {} : { fileName: judgement.object.name }),
      };
      const value = seal(Buffer.from(JSON.stringify(asked)), token.key, 'confirmation');
      await records.put('confirmation', rowKey(token.id), { value, expiresAt: now() + LIFE });
      const url = `https://${signInAuthority}${path}?id=${id}`;
      if (form) return heldFormReply(exchange, judgement, form, url);
      return openable ? redirect(url, [], 303) : refusals.interrupted(exchange, judgement, url);
    },
    async take({ session, app, method, originUrl }, { activity, decision }) {
      const answered: string[] = [];
      const place = method === 'GET' ? originUrl : NEXT_ONE;
      for (const { policyId, action } of decision.matches) {
        if (action !== 'warn') continue;
        if (await records.take('pass', passKey(session.id, { appId: app.id, activity, place }, policyId)))
          answered.push(policyId);
      }
      return answered;
    },
    async handle(inbound) {
      const { pathname, query } = splitTarget(inbound.target);
      if (inbound.authority !== signInAuthority || pathname !== path) return undefined;
      const id = query.get('id') ?? '';
      const asked = await read(id);
      const open = asked && (await browser.login(inbound, asked.sessionId));
      // Only the session that was asked may answer: a link to the question is of no use to anybody else.
      if (!asked || !open)
        throw new Failure('confirmation-expired', asked ? 'opened in another session' : 'no such question');
      if (inbound.method === 'POST') return answer(inbound, id, asked);
      if (inbound.method !== 'GET' && inbound.method !== 'HEAD')
        throw new Failure('bad-request', `${inbound.method} on ${pathname}`);
      return question(inbound, asked, false);
    },
  };
}
