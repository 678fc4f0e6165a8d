import { bearerChallenge, problem } from '../../identity/bearer-challenge.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';

/** Of an authentication context what can stand in a quoted string (RFC 9110 section 5.6.4). */
const QUOTABLE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * What a client without a browser is told when a policy refuses, or asks for something that only a person at a browser can do.
 * For a stronger sign-in it can get a token that shows one (RFC 9470); a second factor of the gateway's own it cannot show.
 */
export function refuseProgram(exchange: Identified, { activity, object, decision }: Judgement): Reply {
  const { stepUp, action, message } = decision;
  const { bearer } = exchange.app;
  const reply =
    action === 'step-up' && bearer && stepUp && stepUp.factor === undefined
      ? bearerChallenge(exchange, bearer, {
          error: 'insufficient_user_authentication',
          description: 'a stronger or more recent sign-in is needed',
          parameters: {
            ...strengths(stepUp.strengths),
            ...(stepUp.maxAge === undefined ? {} : { max_age: String(Math.floor(stepUp.maxAge / 1000)) }),
          },
        })
      : problem(
          exchange,
          { status: 403, title: 'Forbidden' },
          {
            detail: message?.plain ?? 'a policy of the organisation refuses this',
            error: 'blocked',
            activity,
            ...(object.name === undefined ? {} : { file: object.name }),
          },
        );
  return {
    ...reply,
    headers: [...reply.headers, ['sallyport-decision', action], ['sallyport-activity', activity]],
  };
}

function strengths(all: readonly string[]): Readonly<Record<string, string>> {
  const wanted = all.filter((each) => QUOTABLE.test(each));
  return wanted.length > 0 ? { acr_values: wanted.join(' ') } : {};
}
