import type { StepUpDemand } from '../../model/decision.ts';
import type { Identified, Reply, Routed } from '../../model/exchange.ts';

/** Leads to a stronger or more recent sign-in and back to `target`. */
export type StepUp = (routed: Routed, target: string, demand: StepUpDemand) => Promise<Reply>;

/** Told when somebody was signed in to an app, and at which of its addresses. */
export type Entered = (exchange: Identified, address: string) => void;
