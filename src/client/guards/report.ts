import type { PageReport } from '../../model/page-setup.ts';
import { apply } from '../natives.ts';
import { nativeFetch } from '../node-natives.ts';
import { setup } from '../setup.ts';
import { requestOfPage } from './about.ts';

/** Milliseconds between two reports of one activity. */
const PAUSE = 1000;
const last = new Map<string, number>();

/** Tells the gateway what a guard saw. Never in the page's way: a report that fails is not repeated. */
export function report(activity: PageReport['activity'], size?: number, objectName?: string): void {
  const now = Date.now();
  if (now - (last.get(activity) ?? 0) < PAUSE) return;
  last.set(activity, now);
  const body: PageReport = {
    activity,
    exchangeId: setup.exchangeId,
    request: requestOfPage(),
    ...(size === undefined ? {} : { size }),
    ...(objectName === undefined ? {} : { objectName }),
  };
  const sent = apply(nativeFetch, window, [
    '/.well-known/sallyport/report',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), keepalive: true },
  ]) as Promise<Response>;
  sent.catch(() => {});
}
