import { NO_STORE } from '../../identity/handoff-reply.ts';
import type { Identified, Judgement, Reply } from '../../model/exchange.ts';
import { NATIVE_CLIENTS } from '../../policy/decide.ts';
import { readMessage } from '../../policy/read-message.ts';
import { chooseLanguage } from '../pages/texts/choose-language.ts';
import { fill } from '../pages/texts/fill.ts';
import { TEXTS } from '../pages/texts/texts.ts';
import { type Refusals, wantsPage } from '../refusals.ts';

/** Whether nothing but that it calls itself a mobile or desktop app keeps the client out. */
export function isTurnedAway({ decision: { matches } }: Judgement): boolean {
  const blocking = matches.filter(({ action }) => action === 'block');
  return blocking.length > 0 && blocking.every(({ policyId }) => policyId === NATIVE_CLIENTS.policyId);
}

/**
 * What a mobile or desktop app is told that wants to use an app for browsers: where to open it. A page where somebody will see it, as in
 * the browser that such an app has in it, else JSON.
 */
export function refuseNative(exchange: Identified, judgement: Judgement, refusals: Refusals): Reply {
  const { app, authority, headers, id } = exchange;
  const open = `https://${authority}/`;
  const text = fill(TEXTS[chooseLanguage(headers)].onlyBrowsers, { app: app.name, url: open });
  const message = app.nativeClients?.message ?? readMessage(text);
  if (wantsPage(headers))
    return refusals.blocked(exchange, { ...judgement, decision: { ...judgement.decision, message } });
  const body = { error: 'browser_required', activity: judgement.activity, guidance: message.plain, open, exchange: id };
  return {
    status: 403,
    headers: [
      ['content-type', 'application/json; charset=utf-8'],
      ['sallyport-decision', 'blocked'],
      ['sallyport-activity', judgement.activity],
      ['x-content-type-options', 'nosniff'],
      ...NO_STORE,
    ],
    body: `${JSON.stringify(body)}\n`,
  };
}
