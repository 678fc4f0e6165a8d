import type { Inbound, Reply } from '../../model/exchange.ts';
import { page, redirect } from '../handoff-reply.ts';
import type { Route } from '../identity-provider.ts';
import { readOwnForm } from '../own-form.ts';
import type { Attempts } from './attempts.ts';
import type { Enrolments } from './enrolment.ts';
import type { FactorFault, FactorPages } from './factor-pages.ts';
import {
  createFactorRoom,
  FACTOR_PATH,
  FACTOR_PLACES,
  type FactorDesk,
  type FactorRoomParts,
  flowAt,
  type Waiting,
} from './factor-room.ts';
import type { FactorStore } from './factor-store.ts';
import { type KeyParts, keyRoutes } from './key-routes.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import { base32, enrolmentUri, stepsOf } from './totp.ts';

export interface SecondFactorParts extends FactorRoomParts, KeyParts {
  readonly factors: FactorStore;
  readonly recovery: RecoveryCodes;
  readonly attempts: Attempts;
  readonly enrolments: Enrolments;
  readonly pages: FactorPages;
  /** Whom authenticator apps name beside the account. */
  readonly issuer: string;
}

/** Routes of second factors on the sign-in host, where no app's script reaches. */
export type SecondFactor = (desk: FactorDesk) => ReadonlyMap<string, Route>;

const ENROL_PATH = FACTOR_PLACES.totp.enrol;
/** Milliseconds for which a code that was taken is known: longer than it is good for. */
const SPENT_LIFE = 5 * 60_000;

/** Asks for a second factor of the gateway's own, and lets users enrol one where they have none. */
export function createSecondFactor(parts: SecondFactorParts): SecondFactor {
  const { factors, recovery, attempts, enrolments, pages, now } = parts;

  async function ask(waiting: Waiting, fault?: FactorFault): Promise<Reply> {
    const key = waiting.flow.stepUp?.factor === 'any' && (await factors.find(waiting.user, 'webauthn'));
    const asked = {
      userName: waiting.open.session.user.name,
      action: flowAt(FACTOR_PATH, waiting),
      ...(key ? { other: flowAt(FACTOR_PLACES.webauthn.ask, waiting) } : {}),
      ...(fault === undefined ? {} : { fault }),
    };
    return page((nonce) => pages.ask({ nonce, accept: waiting.accept, ...asked }), { form: true });
  }

  function show(waiting: Waiting, secret: Buffer, fault?: FactorFault): Reply {
    const userName = waiting.open.session.user.name;
    const shown = {
      userName,
      action: flowAt(ENROL_PATH, waiting),
      secret: base32(secret),
      uri: enrolmentUri(secret, parts.issuer, userName),
      ...(waiting.flow.stepUp?.factor === 'any' ? { other: flowAt(FACTOR_PLACES.webauthn.enrol, waiting) } : {}),
      ...(fault === undefined ? {} : { fault }),
    };
    return page((nonce) => pages.enrol({ nonce, accept: waiting.accept, ...shown }), { form: true });
  }

  /** Whether it is the user's own code of about now, for the first time (RFC 6238 section 5.2). */
  async function spendCode(user: string, typed: string, secret: Buffer): Promise<boolean> {
    for (const step of stepsOf(typed.replace(/\s/g, ''), secret, now()))
      if (await factors.spend(user, `totp/${step}`, SPENT_LIFE)) return true;
    return false;
  }

  return (desk) => {
    const room = createFactorRoom(parts, desk);

    async function check(inbound: Inbound, waiting: Waiting, secret: Buffer): Promise<Reply> {
      const typed = (await readOwnForm(inbound)).get('code') ?? '';
      const attempt = await attempts.begin(waiting.user);
      if (!attempt) {
        room.tell(inbound, waiting, 'factor-failed', 'locked');
        return { ...(await ask(waiting, 'locked')), status: 429 };
      }
      const byCode = await spendCode(waiting.user, typed, secret);
      if (!byCode && !(await recovery.spend(waiting.user, typed))) {
        room.tell(inbound, waiting, 'factor-failed', 'totp');
        return { ...(await ask(waiting, 'wrong-code')), status: 403 };
      }
      await attempt.succeeded();
      const how = byCode ? 'totp' : `recovery code, ${await recovery.left(waiting.user)} left`;
      return room.pass(inbound, waiting, 'totp', how);
    }

    async function finish(inbound: Inbound, waiting: Waiting): Promise<Reply> {
      const typed = (await readOwnForm(inbound)).get('code') ?? '';
      const { open, user } = waiting;
      const secret = await enrolments.begun(open);
      if (!secret) return redirect(flowAt(ENROL_PATH, waiting), [], 303);
      if (!(await spendCode(user, typed, secret))) return { ...show(waiting, secret, 'other-code'), status: 403 };
      const { provider, name: userName } = open.session.user;
      const enrolled = { kind: 'totp', provider, userName, enrolledAt: now() } as const;
      await enrolments.ended(open);
      if (!(await factors.enrol(user, { ...enrolled, secret: secret.toString('base64url') })))
        return redirect(flowAt(FACTOR_PATH, waiting), [], 303);
      const codes = await recovery.make(user);
      room.tell(inbound, waiting, 'factor-enrolled', 'totp');
      await room.remember(waiting, 'totp');
      return page((nonce) =>
        pages.enrolled({ nonce, accept: waiting.accept, codes, next: flowAt(FACTOR_PATH, waiting) }),
      );
    }

    const route = (serve: (inbound: Inbound, waiting: Waiting) => Promise<Reply>): Route => ({
      methods: ['GET', 'POST'],
      async serve(inbound, query) {
        const waiting = await room.waitingFor(inbound, query);
        return 'status' in waiting ? waiting : serve(inbound, waiting);
      },
    });

    return new Map<string, Route>([
      [
        FACTOR_PATH,
        route(async (inbound, waiting) => {
          const enrolled = await factors.find(waiting.user, 'totp');
          if (enrolled && inbound.method === 'POST')
            return check(inbound, waiting, Buffer.from(enrolled.secret, 'base64url'));
          const place = await room.placeFor(waiting);
          return place === FACTOR_PATH ? ask(waiting) : redirect(flowAt(place, waiting), [], 303);
        }),
      ],
      [
        ENROL_PATH,
        route(async (inbound, waiting) => {
          if (!(await room.mayEnrol(waiting, 'totp'))) return redirect(flowAt(FACTOR_PATH, waiting), [], 303);
          if (inbound.method === 'POST') return finish(inbound, waiting);
          const secret = await enrolments.secretFor(waiting.open);
          return secret ? show(waiting, secret) : room.signInToEnrol(inbound, waiting);
        }),
      ],
      ...keyRoutes(parts, room),
    ]);
  };
}
