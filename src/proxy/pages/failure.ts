import { FAILURES, type FailureCode } from '../../model/failure.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';

export interface FailurePage {
  readonly code: FailureCode;
  readonly exchangeId: string;
  readonly nonce: string;
  readonly appName?: string;
}

/** Codes where asking again later or signing in again is what helps; the rest only lead back. */
const AGAIN: ReadonlySet<FailureCode> = new Set([
  'upstream-unreachable',
  'upstream-timeout',
  'provider-unavailable',
  'internal',
  'sign-in-required',
  'sign-in-failed',
  'sign-in-expired',
]);

/** Something failed: plain words, what to do, and the reference that finds the log row. */
export function renderFailure({ code, exchangeId, nonce, appName }: FailurePage): string {
  const { title, text } = FAILURES[code];
  const app = appName === undefined ? '' : `<dl><dt>App</dt><dd>${escapeHtml(appName)}</dd></dl>`;
  const action = AGAIN.has(code) ? '<p class="actions"><a class="button" href="">Try again</a></p>' : '';
  return layout({ title, nonce, tone: 'stop', exchangeId, body: `<p>${escapeHtml(text)}</p>${app}${action}` });
}
