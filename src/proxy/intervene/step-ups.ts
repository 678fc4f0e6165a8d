import type { Handoff } from '../../identity/handoff.ts';
import { AGAIN_PATH } from '../../identity/handoff-paths.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { headerValue } from '../../model/headers.ts';
import { type Refusals, wantsFile, wantsPage } from '../refusals.ts';
import { heldForm, heldFormReply } from './held-form.ts';
import { isOpenable, targetAgain } from './openable.ts';

/** Sends users to the identity provider for a stronger sign-in, and back to where they were. */
export interface StepUps {
  ask(exchange: Identified, judgement: Judgement): Promise<Reply>;
}

export function createStepUps(handoff: Pick<Handoff, 'stepUp'>, refusals: Refusals): StepUps {
  return {
    async ask(exchange, judgement) {
      const demand = judgement.decision.stepUp;
      if (!demand) throw new Failure('internal', 'a step-up without a demand');
      const openable = isOpenable(exchange);
      const form = await heldForm(exchange);
      const leading = await handoff.stepUp(exchange, form ? AGAIN_PATH : placeAfter(exchange, judgement), demand);
      if (openable) return leading;
      const cookies = leading.headers.filter(([name]) => name === 'set-cookie');
      const next = headerValue(leading.headers, 'location') ?? '/';
      if (form) return heldFormReply(exchange, judgement, form, next, cookies);
      return refusals.interrupted(exchange, judgement, next, cookies);
    },
  };
}

/** Where to go on after the sign-in: what is only read is opened, script goes on in its page, which stays open. */
function placeAfter(exchange: Identified, { activity }: Judgement): string {
  if (isOpenable(exchange)) return targetAgain(exchange);
  if (activity === 'download' && exchange.method === 'GET' && wantsFile(exchange)) return targetAgain(exchange);
  return wantsPage(exchange.headers) ? placeOf(exchange) : AGAIN_PATH;
}

/** The page that asked, where it is of this host: what was sent cannot be sent again for the user, but they come back to it. */
function placeOf({ headers, authority }: Identified): string {
  const referrer = headerValue(headers, 'referer') ?? '';
  const origin = `https://${authority}`;
  return referrer.startsWith(`${origin}/`) ? referrer.slice(origin.length).split('#', 1)[0]! : '/';
}
