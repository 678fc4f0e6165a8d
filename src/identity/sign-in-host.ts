import type { Inbound, Reply } from '../model/exchange.ts';
import { Failure } from '../model/failure.ts';
import { type HeaderList, headerValue } from '../model/headers.ts';
import { meets } from '../policy/step-up.ts';
import { secretHash, takeSecret } from './browser-secret.ts';
import type { BrowserSessions } from './browser-sessions.ts';
import { authenticationOf, factsOf } from './claims.ts';
import { cleanFragment } from './deep-link.ts';
import { demandOfSignIn } from './factors/enrolment.ts';
import { FACTOR_PATH, type FactorDesk } from './factors/factor-room.ts';
import type { FirstSeen } from './first-seen.ts';
import { type Asked, type Flow, type FlowStore, newState } from './flow-store.ts';
import type { HandoffPages } from './handoff-pages.ts';
import { HANDOFF_PATH } from './handoff-paths.ts';
import { page, redirect } from './handoff-reply.ts';
import type { Provider, ProviderAnswer, SignInDesk } from './identity-provider.ts';
import { leave } from './onward.ts';
import { setOwnCookie, setOwnSecret } from './own-cookies.ts';
import { readPostedAnswer } from './posted-answer.ts';
import { type ProviderSessions, tiedToAll } from './provider-sessions.ts';
import { readAnswer, refuseOtherWay } from './read-answer.ts';
import { RENEWAL } from './renewals.ts';
import { renewedFacts } from './renewed-facts.ts';
import type { OpenSession, SessionStore } from './session-store.ts';
import { isNavigation } from './without-session.ts';

export interface SignInHostParts {
  /** Authority of the sign-in host. */
  readonly authority: string;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly sessions: SessionStore;
  readonly browser: BrowserSessions;
  readonly flows: FlowStore;
  readonly ties: ProviderSessions;
  readonly pages: Pick<HandoffPages, 'begin' | 'leave'>;
  /** Suffix authority of an app's front door. */
  readonly frontDoor: (appId: string) => string | undefined;
  readonly signedIn: (inbound: Inbound, open: OpenSession, appId: string) => void;
  readonly failed: (inbound: Inbound, appId: string, failure: Failure) => void;
  /** `open` where the session can be opened: then its apps are told first. */
  readonly endSession: (sessionId: string, open?: OpenSession) => Promise<void>;
  readonly firstSeen: FirstSeen;
  readonly now: () => number;
  /** Has a session renewed before anything else is done in its name. */
  readonly recheck: (sessionId: string) => Promise<void>;
  readonly endedByProvider: (inbound: Inbound, sessionId: string) => void;
}

/** The middle of every way in: from a flow to the identity provider and back to the flow's host with a one-time code. */
export interface SignInHost {
  begin(inbound: Inbound, query: URLSearchParams): Promise<Reply>;
  callback(inbound: Inbound, query: URLSearchParams): Promise<Reply>;
  /** What a provider with routes of its own needs of this host. */
  deskFor(provider: string): SignInDesk;
  /** What second factors need of this host. */
  readonly forFactors: Omit<FactorDesk, 'audit'>;
}

/** Seconds the cookie lives that ties an identity provider's answer to the browser that asked, and by which the browser is known again (RFC 6265bis section 5.5: 400 days at most). */
const BROWSER_COOKIE_LIFE = 400 * 86_400;

export function createSignInHost(parts: SignInHostParts): SignInHost {
  const { authority, providers, sessions, flows, ties, pages } = parts;
  const callbackUrl = `https://${authority}${HANDOFF_PATH}callback`;

  function providerOf({ provider }: Flow): Provider {
    const found = providers.get(provider);
    if (!found) throw new Failure('sign-in-failed', `no provider ${provider}`);
    return found;
  }

  const sessionOf = (inbound: Inbound, { provider }: Pick<Flow, 'provider'>): Promise<OpenSession | undefined> =>
    parts.browser.of(inbound, { login: provider });

  async function enterWith(flow: Flow, open: OpenSession, cookies: HeaderList): Promise<Reply> {
    const code = await flows.mintCode(flow, open);
    return redirect(`https://${flow.authority}${HANDOFF_PATH}enter?code=${code}`, cookies);
  }

  /** Whatever goes wrong after a flow is known goes into the activity log and then to the user. */
  async function orFailed(inbound: Inbound, { appId }: Flow, steps: () => Promise<Reply>): Promise<Reply> {
    try {
      return await steps();
    } catch (error) {
      if (error instanceof Failure) parts.failed(inbound, appId, error);
      throw error;
    }
  }

  async function askProvider(inbound: Inbound, flowId: string, flow: Flow, open?: OpenSession): Promise<Reply> {
    const state = newState();
    const silent = flow.silent && open ? { hint: open.signOutHint } : undefined;
    const { onward, checks } = await providerOf(flow).protocol.begin(state, { stepUp: demandOfSignIn(flow), silent });
    const browser = takeSecret(inbound.headers, 'browser');
    await flows.save(flowId, flow);
    await flows.ask(state, { flowId, checks, browserCookie: secretHash(browser) });
    return leave(onward, pages, [setOwnSecret('browser', browser, BROWSER_COOKIE_LIFE)], inbound.headers);
  }

  /** A provider that cannot be reached does not keep a user from the app whose session is only to be renewed. */
  async function orAsBefore(flow: Flow, open: OpenSession | undefined, steps: () => Promise<Reply>): Promise<Reply> {
    try {
      return await steps();
    } catch (error) {
      if (!flow.silent || !open || !isUnavailable(error)) throw error;
      return enterWith(flow, open, []);
    }
  }

  /**
   * Where a sign-in without a word to its user came to nothing: one whom the provider knows no more, or lets in no more, has no
   * session here either, and the first is asked to sign in.
   */
  async function withoutWord(inbound: Inbound, flowId: string, flow: Flow, error: unknown): Promise<Reply> {
    const open = flow.silent ? await sessionOf(inbound, flow) : undefined;
    if (!open) throw error;
    if (isUnavailable(error)) return enterWith(flow, open, []);
    await parts.endSession(open.session.id, open);
    parts.endedByProvider(inbound, open.session.id);
    if (!(error instanceof Failure) || error.code !== 'sign-in-required') throw error;
    const { silent: _asked, ...aloud } = flow;
    return askProvider(inbound, flowId, aloud);
  }

  /**
   * The session of a sign-in. A second tab that signs in meanwhile renews the one there is, so that signing out later ends
   * them all; another user's session ends here.
   */
  async function sessionFor(
    inbound: Inbound,
    flow: Flow,
    { mapping }: Provider,
    answer: ProviderAnswer,
    browser: string,
  ): Promise<OpenSession> {
    const { claims, signOutHint, endsAt } = answer;
    const userAgent = headerValue(inbound.headers, 'user-agent') ?? '';
    const said = factsOf(flow.provider, claims, mapping, userAgent);
    const { user } = said;
    const held = await sessionOf(inbound, flow);
    const authentication = authenticationOf(claims, mapping, parts.now());
    const facts = {
      ...said,
      claimsAt: parts.now(),
      ...(answer.renewal === undefined ? {} : { renewable: true as const }),
    };
    if (held) {
      const same = held.session.user.subject === user.subject;
      const renewed = same
        ? await sessions.renew(held, renewedFacts(held.session, facts, authentication), signOutHint, endsAt)
        : undefined;
      if (renewed) return renewed;
      if (!same && flow.flowCookie === undefined)
        throw new Failure('sign-in-failed', 'the provider began a sign-in over the session of somebody else');
      await parts.endSession(held.session.id, held);
    }
    const firstSeen = await parts.firstSeen(user, browser, inbound.remoteAddress);
    const open = await sessions.create({ ...facts, authentication, firstSeen }, signOutHint, endsAt);
    const lapsed = held ? undefined : await parts.browser.lapsed(inbound, { login: flow.provider });
    const isTheirs = lapsed?.user.provider === user.provider && lapsed.user.subject === user.subject;
    if (lapsed) await (isTheirs ? sessions.inherit(open, lapsed) : sessions.end(lapsed.sessionId));
    return open;
  }

  /** Keeps an answer that came without the browser's cookies, since another site posted it, until the callback, where they are. */
  async function toCallback(asked: Asked, cookies: HeaderList): Promise<Reply> {
    const state = newState();
    await flows.ask(state, asked);
    return redirect(`${callbackUrl}?state=${state}`, cookies, 303);
  }

  async function waiting(state: string): Promise<{ readonly asked: Asked; readonly flow: Flow }> {
    const asked = await flows.answered(state);
    const flow = asked && (await flows.find(asked.flowId));
    if (!flow) throw new Failure('sign-in-expired', 'no flow waits for this answer');
    return { asked, flow };
  }

  async function keepPosted(inbound: Inbound): Promise<Reply> {
    const posted = await readPostedAnswer(inbound);
    const { asked, flow } = await waiting(posted.state);
    return orFailed(inbound, flow, async () => {
      refuseOtherWay(providerOf(flow).protocol, true);
      if (asked.answer || asked.posted) throw new Failure('sign-in-failed', 'the answer belongs to another request');
      return toCallback({ ...asked, posted }, []);
    });
  }

  async function callback(inbound: Inbound, query: URLSearchParams): Promise<Reply> {
    if (inbound.method === 'POST') return keepPosted(inbound);
    const state = query.get('state') ?? '';
    const { asked, flow } = await waiting(state);
    return orFailed(inbound, flow, async () => {
      const provider = providerOf(flow);
      let answer: ProviderAnswer;
      try {
        answer = await readAnswer(inbound, state, asked, provider.protocol);
      } catch (error) {
        return withoutWord(inbound, asked.flowId, flow, error);
      }
      // The provider may not know, or not heed, what it was asked for: then the user would be sent round for ever.
      const demand = demandOfSignIn(flow);
      if (demand && !meets(demand, authenticationOf(answer.claims, provider.mapping, parts.now()), parts.now()))
        throw new Failure('step-up-failed', `asked for ${JSON.stringify(demand)}`);
      const open = await sessionFor(inbound, flow, provider, answer, asked.browserCookie);
      if (answer.renewal !== undefined) await sessions.attach(open, RENEWAL, Buffer.from(answer.renewal));
      await ties.tie(flow.provider, answer.endedBy ?? [], open.session);
      parts.signedIn(inbound, open, flow.appId);
      const cookies = [setOwnCookie({ login: flow.provider }, await sessions.tokenFor(open, authority))];
      // No host of an app waits for a code here: its front door asks for one.
      if (flow.flowCookie === undefined) return redirect(`https://${flow.authority}${flow.target}`, cookies);
      if (flow.stepUp?.factor !== undefined) return redirect(`${FACTOR_PATH}?flow=${asked.flowId}`, cookies);
      return enterWith(flow, open, cookies);
    });
  }

  return {
    forFactors: {
      sessionOf,
      enterWith: (flow, open) => enterWith(flow, open, []),
      signInToEnrol: (inbound, flowId, flow) =>
        orFailed(inbound, flow, () => askProvider(inbound, flowId, { ...flow, enrols: true })),
    },
    async begin(inbound, query) {
      const flowId = query.get('flow') ?? '';
      const flow = await flows.find(flowId);
      if (!flow) throw new Failure('sign-in-expired', 'no such flow');
      const open = await sessionOf(inbound, flow);
      if (open && !flow.stepUp && !flow.silent) return enterWith(flow, open, []);
      if (!isNavigation(inbound))
        throw new Failure('sign-in-required', 'a sub-resource of a browser that is not signed in');
      const fragment = query.get('fragment');
      if (fragment === null) {
        return page((nonce) =>
          pages.begin({ nonce, accept: inbound.headers, next: `${HANDOFF_PATH}begin?flow=${flowId}` }),
        );
      }
      const remembered = { ...flow, fragment: cleanFragment(fragment) };
      if (open && flow.stepUp?.factor !== undefined) {
        await flows.save(flowId, remembered);
        return redirect(`${FACTOR_PATH}?flow=${flowId}`);
      }
      return orFailed(inbound, flow, () =>
        orAsBefore(remembered, open, () => askProvider(inbound, flowId, remembered, open)),
      );
    },
    callback,
    deskFor: (id) => ({
      callback,
      async answered(inbound, state, read) {
        const { asked, flow } = await waiting(state);
        return orFailed(inbound, flow, async () => {
          if (flow.provider !== id || asked.answer)
            throw new Failure('sign-in-failed', 'the answer belongs to another request');
          return toCallback({ ...asked, answer: await read(asked.checks) }, []);
        });
      },
      async unsolicited({ headers }, appId, answer) {
        const front = parts.frontDoor(appId);
        if (front === undefined) throw new Failure('sign-in-failed', `no app ${appId}`);
        const begun = { authority: front, target: '/', appId, provider: id, flowCookie: undefined, fragment: '' };
        const flowId = await flows.begin(begun);
        const browser = takeSecret(headers, 'browser');
        const asked = { flowId, checks: {}, browserCookie: secretHash(browser), answer };
        return toCallback(asked, [setOwnSecret('browser', browser, BROWSER_COOKIE_LIFE)]);
      },
      async endSessionsOf(inbound, name) {
        // Of the browser that brings the message the cookie is there as well, so its apps can be told.
        const here = await sessionOf(inbound, { provider: id });
        for (const sessionId of await ties.untie(id, name)) {
          if (!(await sessions.isLive(sessionId))) continue;
          await parts.endSession(sessionId, here?.session.id === sessionId ? here : undefined);
          parts.endedByProvider(inbound, sessionId);
        }
      },
      async signalled(inbound, names, effect) {
        let touched = 0;
        for (const [sessionId, renewable] of await tiedToAll(ties, id, names)) {
          if (!(await sessions.isLive(sessionId))) continue;
          touched++;
          if (effect === 'recheck' && renewable) await parts.recheck(sessionId);
          else {
            await parts.endSession(sessionId);
            parts.endedByProvider(inbound, sessionId);
          }
        }
        return touched;
      },
      leave: (onward, { headers }) => leave(onward, pages, [], headers),
    }),
  };
}

function isUnavailable(error: unknown): boolean {
  return error instanceof Failure && error.code === 'provider-unavailable';
}
