import type { Inbound, Reply } from '../../model/exchange.ts';
import { page, redirect } from '../handoff-reply.ts';
import type { Route } from '../identity-provider.ts';
import { readOwnForm } from '../own-form.ts';
import type { Challenges } from './challenges.ts';
import type { FactorFault, FactorPages } from './factor-pages.ts';
import { FACTOR_PATH, FACTOR_PLACES, type FactorRoom, flowAt, type Waiting } from './factor-room.ts';
import type { FactorStore } from './factor-store.ts';
import type { KeyFactor } from './key-factor.ts';

export interface KeyParts {
  readonly factors: Pick<FactorStore, 'find' | 'enrol' | 'update'>;
  readonly keys: KeyFactor;
  readonly challenges: Challenges;
  readonly pages: Pick<FactorPages, 'key'>;
  readonly now: () => number;
}

const PLACES = FACTOR_PLACES.webauthn;

/** Asks for a key (WebAuthn), and enrols one. */
export function keyRoutes(parts: KeyParts, room: FactorRoom): ReadonlyMap<string, Route> {
  const { factors, keys, challenges, pages, now } = parts;

  /** A page with options under a new challenge. */
  async function show(
    waiting: Waiting,
    task: 'ask' | 'enrol',
    optionsFor: (challenge: string) => Promise<unknown>,
    fault?: FactorFault,
  ): Promise<Reply> {
    const challenge = keys.newChallenge();
    await challenges.keep(waiting.open, task, challenge);
    const options = await optionsFor(challenge);
    const { name: userName } = waiting.open.session.user;
    const said = { action: flowAt(PLACES[task], waiting), ...(fault === undefined ? {} : { fault }) };
    return {
      ...page((nonce) => pages.key({ nonce, accept: waiting.accept, task, userName, options, ...said }), {
        form: true,
      }),
      ...(fault === undefined ? {} : { status: 403 }),
    };
  }

  async function ask(inbound: Inbound, waiting: Waiting): Promise<Reply> {
    const { user, open } = waiting;
    const key = await factors.find(user, 'webauthn');
    if (!key) return redirect(flowAt(FACTOR_PATH, waiting), [], 303);
    const showAgain = (fault?: FactorFault) =>
      show(waiting, 'ask', (challenge) => keys.assertion(challenge, key), fault);
    if (inbound.method === 'GET') return showAgain();
    const answer = (await readOwnForm(inbound)).get('answer') ?? '';
    const challenge = await challenges.take(open, 'ask', user);
    const checked = challenge === undefined ? { refused: 'no challenge' } : await keys.check(challenge, answer, key);
    if ('refused' in checked) {
      room.tell(inbound, waiting, 'factor-failed', `webauthn: ${checked.refused}`);
      return showAgain('key-refused');
    }
    // Before anything is let through: a key that was cloned shows by a counter that stands still.
    await factors.update(user, checked);
    return room.pass(inbound, waiting, 'webauthn', 'webauthn');
  }

  async function enrol(inbound: Inbound, waiting: Waiting): Promise<Reply> {
    const { user, open } = waiting;
    if (!(await room.mayEnrol(waiting, 'webauthn'))) return redirect(flowAt(FACTOR_PATH, waiting), [], 303);
    const showAgain = (fault?: FactorFault) =>
      show(waiting, 'enrol', (challenge) => keys.registration(challenge, user, open.session.user.name), fault);
    if (inbound.method === 'GET') return room.isFresh(waiting) ? showAgain() : room.signInToEnrol(inbound, waiting);
    const answer = (await readOwnForm(inbound)).get('answer') ?? '';
    const challenge = await challenges.take(open, 'enrol', user);
    if (challenge === undefined) return redirect(flowAt(PLACES.enrol, waiting), [], 303);
    const key = await keys.register(challenge, answer, open.session.user, now());
    if ('refused' in key) {
      room.tell(inbound, waiting, 'factor-failed', `webauthn: ${key.refused}`);
      return room.isFresh(waiting) ? showAgain('key-refused') : room.signInToEnrol(inbound, waiting);
    }
    if (!(await factors.enrol(user, key))) return redirect(flowAt(FACTOR_PATH, waiting), [], 303);
    room.tell(inbound, waiting, 'factor-enrolled', 'webauthn');
    return room.pass(inbound, waiting, 'webauthn', 'webauthn');
  }

  const route = (serve: (inbound: Inbound, waiting: Waiting) => Promise<Reply>): Route => ({
    methods: ['GET', 'POST'],
    async serve(inbound, query) {
      const waiting = await room.waitingFor(inbound, query);
      return 'status' in waiting ? waiting : serve(inbound, waiting);
    },
  });
  return new Map([
    [PLACES.ask, route(ask)],
    [PLACES.enrol, route(enrol)],
  ]);
}
