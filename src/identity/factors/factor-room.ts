import { FACTOR_KINDS, type FactorKind } from '../../model/decision.ts';
import type { Inbound, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import type { HeaderList } from '../../model/headers.ts';
import { meets } from '../../policy/step-up.ts';
import type { Flow, FlowStore } from '../flow-store.ts';
import { HANDOFF_PATH } from '../handoff-paths.ts';
import { redirect } from '../handoff-reply.ts';
import type { OpenSession, SessionStore } from '../session-store.ts';
import { ENROLMENT_DEMAND } from './enrolment.ts';
import { type FactorStore, factorUser } from './factor-store.ts';

/** What happened to a factor, for the activity log. */
export interface FactorEvent {
  readonly type: 'factor-enrolled' | 'factor-passed' | 'factor-failed';
  readonly inbound: Inbound;
  readonly open: OpenSession;
  readonly appId: string;
  /** Which factor, and how it went. */
  readonly factor: string;
}

/** What the sign-in host does for second factors. */
export interface FactorDesk {
  /** The browser's session of the flow's provider. */
  sessionOf(inbound: Inbound, flow: Flow): Promise<OpenSession | undefined>;
  /** Leads back to where the flow began, with this session. */
  enterWith(flow: Flow, open: OpenSession): Promise<Reply>;
  /** Leads to the provider for a sign-in that is fresh enough to enrol a factor. */
  signInToEnrol(inbound: Inbound, flowId: string, flow: Flow): Promise<Reply>;
  audit(event: FactorEvent): void;
}

/** The page that asks; `flow` names what waits for the answer. It leads on to the factor the user has. */
export const FACTOR_PATH = `${HANDOFF_PATH}factor`;
/** Where each factor is asked for and enrolled. */
export const FACTOR_PLACES = {
  totp: { ask: FACTOR_PATH, enrol: `${FACTOR_PATH}/enrol` },
  webauthn: { ask: `${FACTOR_PATH}/key`, enrol: `${FACTOR_PATH}/enrol-key` },
} as const satisfies Record<FactorKind, { readonly ask: string; readonly enrol: string }>;

/** A flow that waits for a factor, opened in a session of its provider. */
export interface Waiting {
  readonly flowId: string;
  readonly flow: Flow;
  readonly open: OpenSession;
  /** Name of the user's records. */
  readonly user: string;
  /** The header fields of the request, which tell the language of its page. */
  readonly accept: HeaderList;
}

export function flowAt(path: string, { flowId }: Pick<Waiting, 'flowId'>): string {
  return `${path}?flow=${flowId}`;
}

/** What all factors share: who waits, what is next, and what becomes of a factor that was shown. */
export interface FactorRoom {
  /** What waits under the name in a request, in its browser; or what leads on. */
  waitingFor(inbound: Inbound, query: URLSearchParams): Promise<Waiting | Reply>;
  /** Where the user goes now: a factor they have, or where they enrol one. */
  placeFor(waiting: Waiting): Promise<string>;
  /** Whether this session may enrol a factor: there is none of the kind, and every other was shown just now. */
  mayEnrol(waiting: Waiting, kind: FactorKind): Promise<boolean>;
  /** Whether the sign-in is fresh enough to begin enrolling. */
  isFresh(waiting: Waiting): boolean;
  signInToEnrol(inbound: Inbound, waiting: Waiting): Promise<Reply>;
  /** Remembers the factor in the session, where it holds and in no other, and goes on. `how` is for the log. */
  pass(inbound: Inbound, waiting: Waiting, kind: FactorKind, how: string): Promise<Reply>;
  /** The same, without going on; undefined when the session has ended. */
  remember(waiting: Waiting, kind: FactorKind): Promise<OpenSession | undefined>;
  tell(inbound: Inbound, waiting: Waiting, type: FactorEvent['type'], factor: string): void;
}

export interface FactorRoomParts {
  readonly sessions: Pick<SessionStore, 'update'>;
  readonly flows: Pick<FlowStore, 'find'>;
  readonly factors: Pick<FactorStore, 'find'>;
  readonly now: () => number;
}

export function createFactorRoom({ sessions, flows, factors, now }: FactorRoomParts, desk: FactorDesk): FactorRoom {
  const isMet = (demand: Flow['stepUp'], { session }: OpenSession): boolean =>
    demand !== undefined && meets(demand, session.authentication, now());
  const justShown = (kind: FactorKind, open: OpenSession): boolean =>
    isMet({ ...ENROLMENT_DEMAND, factor: kind }, open);

  async function kindsOf(user: string): Promise<readonly FactorKind[]> {
    const found = await Promise.all(FACTOR_KINDS.map(async (kind) => ((await factors.find(user, kind)) ? [kind] : [])));
    return found.flat();
  }

  const room: FactorRoom = {
    async waitingFor(inbound, query) {
      const flowId = query.get('flow') ?? '';
      const flow = await flows.find(flowId);
      if (flow?.stepUp?.factor === undefined)
        throw new Failure('sign-in-expired', 'no flow that waits for a second factor');
      const open = await desk.sessionOf(inbound, flow);
      if (!open) return redirect(flowAt(`${HANDOFF_PATH}begin`, { flowId }), [], 303);
      if (isMet(flow.stepUp, open)) return desk.enterWith(flow, open);
      return { flowId, flow, open, user: factorUser(open.session.user), accept: inbound.headers };
    },
    async placeFor({ flow, open, user }) {
      const wanted = flow.stepUp?.factor ?? 'any';
      const allowed = wanted === 'any' ? FACTOR_KINDS : [wanted];
      const enrolled = await kindsOf(user);
      // Whoever has a factor and is to enrol another shows the one they have first.
      const asked = allowed.find((kind) => enrolled.includes(kind)) ?? enrolled.find((kind) => !justShown(kind, open));
      if (asked) return FACTOR_PLACES[asked].ask;
      return FACTOR_PLACES[allowed[0] ?? 'totp'].enrol;
    },
    async mayEnrol({ open, user }, kind) {
      const enrolled = await kindsOf(user);
      return !enrolled.includes(kind) && enrolled.every((other) => justShown(other, open));
    },
    isFresh: ({ open }) => isMet(ENROLMENT_DEMAND, open),
    signInToEnrol: (inbound, { flowId, flow }) => desk.signInToEnrol(inbound, flowId, flow),
    remember: ({ open }, kind) =>
      sessions.update(open, ({ authentication, ...held }) => {
        const others = (authentication?.factors ?? []).filter(({ name }) => name !== kind);
        return { ...held, authentication: { ...authentication, factors: [...others, { name: kind, at: now() }] } };
      }),
    async pass(inbound, waiting, kind, how) {
      const open = await room.remember(waiting, kind);
      if (!open) return redirect(flowAt(`${HANDOFF_PATH}begin`, waiting), [], 303);
      room.tell(inbound, waiting, 'factor-passed', how);
      if (isMet(waiting.flow.stepUp, open)) return desk.enterWith(waiting.flow, open);
      return redirect(flowAt(FACTOR_PATH, waiting), [], 303);
    },
    tell: (inbound, { open, flow: { appId } }, type, factor) => desk.audit({ type, inbound, open, appId, factor }),
  };
  return room;
}
