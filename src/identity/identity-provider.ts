import type { StepUpDemand } from '../model/decision.ts';
import type { Inbound, Reply } from '../model/exchange.ts';
import type { ClaimMapping } from './claims.ts';
import type { Onward } from './onward.ts';

/** What one request to a provider is checked against when its answer comes. It stays at the gateway. */
export type Checks = Readonly<Record<string, string>>;

/** What a provider said of a person who signed in there. */
export interface ProviderAnswer {
  /** `sub` is the identity; which of the others mean what, the claim mapping says. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the provider wants to see when it is asked to end its own session; opaque to everybody else. */
  readonly signOutHint?: string | undefined;
  /** Names by which the provider may later say that its session has ended. */
  readonly endedBy?: readonly string[];
  /** Epoch milliseconds at which the provider's session ends. */
  readonly endsAt?: number | undefined;
  /** What the provider wants to see to say the claims anew without the person; a secret. */
  readonly renewal?: string | undefined;
}

/** What a provider says when it is asked for a person's claims anew: no claims where it says only that all is well. */
export type Renewed =
  | { readonly claims?: Readonly<Record<string, unknown>>; readonly token: string }
  /** The token was taken, and yet the claims could not be had. */
  | { readonly silent: string; readonly token: string }
  | { readonly refused: string };

/** How claims are kept fresh. Durations in milliseconds. */
export interface Renewal {
  /** How old claims may grow that can be had anew without the person. */
  readonly claimsMaxAge: number;
  /** How old others may grow before the browser is led past the provider once, unseen; undefined: for ever. */
  readonly silentAfter: number | undefined;
  /** Throws Failure `provider-unavailable` when the provider says nothing. */
  renew(token: string, subject: string): Promise<Renewed>;
  /** Has the provider forget what claims were renewed with, where it offers that. */
  revoke(token: string): Promise<void>;
}

/** What is asked of a sign-in besides who it is. */
export interface Asking {
  /** A sign-in as strong and as recent as this: whether it was, is checked by the sign-in host. */
  readonly stepUp?: StepUpDemand | undefined;
  /** Only without a word to the person; `hint` is the last sign-in's `signOutHint`. */
  readonly silent?: { readonly hint: string | undefined } | undefined;
}

/** A route of the sign-in host: the methods it takes, and what it does. */
export interface Route {
  readonly methods: readonly string[];
  readonly serve: (inbound: Inbound, query: URLSearchParams) => Promise<Reply>;
}

/** What the sign-in host does for a provider that receives messages on routes of its own. */
export interface SignInDesk {
  /** What the callback does, at an address of the provider's own. */
  callback(inbound: Inbound, query: URLSearchParams): Promise<Reply>;
  /**
   * Takes an answer that carries the state of a waiting request, once: `read` checks it, and the browser goes on to the
   * callback, where its cookies are. Throws Failure `sign-in-expired` when no such request waits.
   */
  answered(inbound: Inbound, state: string, read: (checks: Checks) => Promise<ProviderAnswer>): Promise<Reply>;
  /** Takes an answer that nobody asked for, and opens the front door of this app. */
  unsolicited(inbound: Inbound, appId: string, answer: ProviderAnswer): Promise<Reply>;
  /** Ends the sessions known to the provider by this name. */
  endSessionsOf(inbound: Inbound, name: string): Promise<void>;
  /**
   * Ends sessions that a security event is about, or has them looked at again; gives how many. A session is meant that is known by any
   * name of each of the lists.
   */
  signalled(inbound: Inbound, names: readonly (readonly string[])[], effect: 'end' | 'recheck'): Promise<number>;
  /** Sends the browser that made this request on with a message. */
  leave(onward: Onward, inbound: Pick<Inbound, 'headers'>): Reply;
}

/** One way of asking somebody else who a person is: a contract for each protocol. */
export interface IdentityProvider {
  readonly id: string;
  /** Whether answers to its requests come to the callback by POST, and never in an address. */
  readonly answersByForm?: boolean;
  /**
   * A request with this state. Throws Failure `provider-unavailable` when the provider cannot be asked, `sign-in-failed` when it
   * does not take the request.
   */
  begin(state: string, asking?: Asking): Promise<{ readonly onward: Onward; readonly checks: Checks }>;
  /**
   * Reads an answer that came to a callback; what came by POST is in the query. Throws Failure `sign-in-failed` for one that is not the answer to the request,
   * `sign-in-denied` for a refusal, `sign-in-required` where the person must be asked and the request forbade it.
   */
  finish(callbackUrl: string, state: string, checks: Checks): Promise<ProviderAnswer>;
  /** Where to end the provider's own session, when it offers that; the browser comes back to `signed-out` with `state`. */
  signOut(hint: string | undefined, state?: string): Promise<Onward | undefined>;
  /** How claims are kept fresh, where the provider can say them anew. */
  readonly renewal?: Renewal;
  /** Begins to listen to what the provider says by itself; the result ends that. */
  readonly listen?: (desk: SignInDesk) => () => void;
  /** Routes of its own on the sign-in host, by path. */
  readonly routes?: (desk: SignInDesk) => ReadonlyMap<string, Route>;
}

/** A provider and how its claims are read. */
export interface Provider {
  readonly protocol: IdentityProvider;
  readonly mapping: ClaimMapping;
}
