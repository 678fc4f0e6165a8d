import type { FactorKind, StepUpDemand } from '../../model/decision.ts';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { meets } from '../../policy/step-up.ts';
import type { Flow, FlowStore } from '../flow-store.ts';
import { HANDOFF_PATH } from '../handoff-paths.ts';
import { page, redirect } from '../handoff-reply.ts';
import type { Route } from '../identity-provider.ts';
import { readOwnForm } from '../own-form.ts';
import type { OpenSession, SessionStore } from '../session-store.ts';
import type { Attempts } from './attempts.ts';
import type { Enrolments } from './enrolment.ts';
import type { FactorPages } from './factor-pages.ts';
import { type FactorStore, factorUser } from './factor-store.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import { base32, enrolmentUri, stepsOf } from './totp.ts';

/** What happened to a factor, for the activity log. */
export interface FactorEvent {
  readonly type: 'factor-enrolled' | 'factor-passed' | 'factor-failed';
  readonly inbound: Inbound;
  readonly open: OpenSession;
  readonly appId: string;
  /** Which factor, and how it went. */
  readonly factor: string;
}

export interface SecondFactorParts {
  readonly sessions: Pick<SessionStore, 'update'>;
  readonly flows: Pick<FlowStore, 'find'>;
  readonly factors: FactorStore;
  readonly recovery: RecoveryCodes;
  readonly attempts: Attempts;
  readonly enrolments: Enrolments;
  readonly pages: FactorPages;
  /** Whom authenticator apps name beside the account. */
  readonly issuer: string;
  readonly now: () => number;
}

/** What the sign-in host does for second factors. */
export interface FactorDesk {
  sessionOf(inbound: Inbound): Promise<OpenSession | undefined>;
  /** Leads back to where the flow began, with this session. */
  enterWith(flow: Flow, open: OpenSession): Promise<Reply>;
  /** Leads to the provider for a sign-in that is fresh enough to enrol a factor. */
  signInToEnrol(inbound: Inbound, flowId: string, flow: Flow): Promise<Reply>;
  audit(event: FactorEvent): void;
}

/** Routes of second factors on the sign-in host, where no app's script reaches. */
export type SecondFactor = (desk: FactorDesk) => ReadonlyMap<string, Route>;

/** The page that asks; `flow` names what waits for the answer. */
export const FACTOR_PATH = `${HANDOFF_PATH}factor`;
const ENROL_PATH = `${FACTOR_PATH}/enrol`;

/** Milliseconds for which a code that was taken is known: longer than it is good for. */
const SPENT_LIFE = 5 * 60_000;

/** A flow that waits for a factor, opened in a session of its provider. */
interface Waiting {
  readonly flowId: string;
  readonly flow: Flow;
  readonly open: OpenSession;
  /** Name of the user's records. */
  readonly user: string;
}

/** Asks for a second factor of the gateway's own, and lets users enrol one where they have none. */
export function createSecondFactor(parts: SecondFactorParts): SecondFactor {
  const { sessions, flows, factors, recovery, attempts, enrolments, pages, now } = parts;
  const at = (path: string, { flowId }: Pick<Waiting, 'flowId'>): string => `${path}?flow=${flowId}`;

  function ask(waiting: Waiting, fault?: string): Reply {
    const asked = { userName: waiting.open.session.user.name, action: at(FACTOR_PATH, waiting) };
    return page((nonce) => pages.ask({ nonce, ...asked, ...(fault === undefined ? {} : { fault }) }), { form: true });
  }

  function show(waiting: Waiting, secret: Buffer, fault?: string): Reply {
    const userName = waiting.open.session.user.name;
    const shown = {
      userName,
      action: at(ENROL_PATH, waiting),
      secret: base32(secret),
      uri: enrolmentUri(secret, parts.issuer, userName),
      ...(fault === undefined ? {} : { fault }),
    };
    return page((nonce) => pages.enrol({ nonce, ...shown }), { form: true });
  }

  /** Whether it is the user's own code of about now, for the first time (RFC 6238 section 5.2). */
  async function spendCode(user: string, typed: string, secret: Buffer): Promise<boolean> {
    for (const step of stepsOf(typed.replace(/\s/g, ''), secret, now()))
      if (await factors.spend(user, `totp/${step}`, SPENT_LIFE)) return true;
    return false;
  }

  /** The session with the factor in it: it holds there and in no other. Undefined when it has ended. */
  function passed({ open }: Waiting, name: FactorKind): Promise<OpenSession | undefined> {
    return sessions.update(open, ({ authentication, ...held }) => {
      const others = (authentication?.factors ?? []).filter((each) => each.name !== name);
      return { ...held, authentication: { ...authentication, factors: [...others, { name, at: now() }] } };
    });
  }

  return (desk) => {
    /** What waits under this name, in this browser; or what leads on. */
    async function waitingFor(inbound: Inbound, query: URLSearchParams): Promise<Waiting | Reply> {
      const flowId = query.get('flow') ?? '';
      const flow = await flows.find(flowId);
      if (flow?.stepUp?.factor === undefined)
        throw new Failure('sign-in-expired', 'no flow that waits for a second factor');
      const open = await desk.sessionOf(inbound);
      if (!open || open.session.user.provider !== flow.provider)
        return redirect(at(`${HANDOFF_PATH}begin`, { flowId }), [], 303);
      if (isMet(flow.stepUp, open)) return desk.enterWith(flow, open);
      return { flowId, flow, open, user: factorUser(open.session.user) };
    }

    const isMet = (demand: StepUpDemand, { session }: OpenSession): boolean =>
      meets(demand, session.authentication, now());

    const tell = (
      inbound: Inbound,
      { open, flow: { appId } }: Waiting,
      type: FactorEvent['type'],
      factor: string,
    ): void => desk.audit({ type, inbound, open, appId, factor });

    async function check(inbound: Inbound, waiting: Waiting, secret: Buffer): Promise<Reply> {
      const typed = (await readOwnForm(inbound)).get('code') ?? '';
      const attempt = await attempts.begin(waiting.user);
      if (!attempt) {
        tell(inbound, waiting, 'factor-failed', 'locked');
        const locked = 'Too many codes were wrong. Please wait a quarter of an hour, or ask your administrator.';
        return { ...ask(waiting, locked), status: 429 };
      }
      const byCode = await spendCode(waiting.user, typed, secret);
      if (!byCode && !(await recovery.spend(waiting.user, typed))) {
        tell(inbound, waiting, 'factor-failed', 'totp');
        return { ...ask(waiting, 'That code is wrong, or was used before. Please type the next one.'), status: 403 };
      }
      await attempt.succeeded();
      const open = await passed(waiting, 'totp');
      if (!open) return redirect(at(`${HANDOFF_PATH}begin`, waiting), [], 303);
      const how = byCode ? 'totp' : `recovery code, ${await recovery.left(waiting.user)} left`;
      tell(inbound, waiting, 'factor-passed', how);
      return desk.enterWith(waiting.flow, open);
    }

    async function finish(inbound: Inbound, waiting: Waiting): Promise<Reply> {
      const typed = (await readOwnForm(inbound)).get('code') ?? '';
      const { open, user } = waiting;
      const secret = await enrolments.begun(open);
      if (!secret) return redirect(at(ENROL_PATH, waiting), [], 303);
      if (!(await spendCode(user, typed, secret)))
        return {
          ...show(waiting, secret, 'That is not the code of this account. Please type the next one.'),
          status: 403,
        };
      const { provider, name: userName } = open.session.user;
      const factor = {
        kind: 'totp',
        provider,
        userName,
        enrolledAt: now(),
        secret: secret.toString('base64url'),
      } as const;
      await enrolments.ended(open);
      if (!(await factors.enrol(user, factor))) return redirect(at(FACTOR_PATH, waiting), [], 303);
      const codes = await recovery.make(user);
      tell(inbound, waiting, 'factor-enrolled', 'totp');
      await passed(waiting, 'totp');
      return page((nonce) => pages.enrolled({ nonce, codes, next: at(FACTOR_PATH, waiting) }));
    }

    return new Map<string, Route>([
      [
        FACTOR_PATH,
        {
          methods: ['GET', 'POST'],
          async serve(inbound, query) {
            const waiting = await waitingFor(inbound, query);
            if ('status' in waiting) return waiting;
            const enrolled = await factors.find(waiting.user, 'totp');
            if (!enrolled) return redirect(at(ENROL_PATH, waiting), [], 303);
            if (inbound.method === 'GET') return ask(waiting);
            return check(inbound, waiting, Buffer.from(enrolled.secret, 'base64url'));
          },
        },
      ],
      [
        ENROL_PATH,
        {
          methods: ['GET', 'POST'],
          async serve(inbound, query) {
            const waiting = await waitingFor(inbound, query);
            if ('status' in waiting) return waiting;
            if (await factors.find(waiting.user, 'totp')) return redirect(at(FACTOR_PATH, waiting), [], 303);
            if (inbound.method === 'POST') return finish(inbound, waiting);
            const secret = await enrolments.secretFor(waiting.open);
            return secret ? show(waiting, secret) : desk.signInToEnrol(inbound, waiting.flowId, waiting.flow);
          },
        },
      ],
    ]);
  };
}
