import type { StepUpDemand } from '../../model/decision.ts';
import type { Identified, Reply, Routed } from '../../model/exchange.ts';
import type { OpenSession } from '../session-store.ts';

/** A request whose session was opened by its own cookie. */
export type WithOpenSession = Identified & { readonly open: OpenSession };

/** Leads to a stronger or more recent sign-in and back to `target`. */
export type StepUp = (routed: Routed, target: string, demand: StepUpDemand) => Promise<Reply>;

/** Told when somebody was signed in to an app, and at which of its addresses. */
export type Entered = (exchange: Identified, address: string) => void;
