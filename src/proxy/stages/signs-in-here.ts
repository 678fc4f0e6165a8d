import type { Broker } from '../../identity/broker/broker.ts';
import type { Answered } from '../../model/exchange.ts';

/** An app that sends its user to the gateway to sign in sends him to its own host there, where his session is. */
export function signsInHere(answered: Answered, broker: Pick<Broker, 'inside'>): Answered {
  if (answered.status < 300 || answered.status >= 400) return answered;
  const responseHeaders = answered.responseHeaders.map(([name, value]) =>
    name === 'location' ? ([name, broker.inside(answered, value)] as const) : ([name, value] as const),
  );
  return { ...answered, responseHeaders };
}
