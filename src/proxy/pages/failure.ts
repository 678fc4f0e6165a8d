import { FAILURES, type FailureCode } from '../../model/failure.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';

export interface FailurePage {
  readonly code: FailureCode;
  readonly exchangeId: string;
  readonly nonce: string;
  /** The app it happened in, where one is known: then the page is on that app's host. */
  readonly appName?: string;
  /** Where to go instead of the default of the code's remedy. */
  readonly retryUrl?: string;
}

/** What helps. `again`: the same request once more. `sign-in`: the app's first page, which begins a new sign-in. */
type Remedy = 'again' | 'sign-in';

const REMEDIES: Readonly<Partial<Record<FailureCode, Remedy>>> = {
  'sign-in-required': 'again',
  // Asking the same again would only fail again: the answer of the identity provider can be used once.
  'sign-in-failed': 'sign-in',
  'sign-in-denied': 'sign-in',
  'sign-in-expired': 'sign-in',
  'provider-unavailable': 'again',
  'upstream-unreachable': 'again',
  'upstream-protocol': 'again',
  'upstream-timeout': 'again',
  internal: 'again',
};

/** Something failed: plain words, what to do, and the reference that finds the log row. */
export function renderFailure(page: FailurePage): string {
  const { title, text } = FAILURES[page.code];
  const app = page.appName === undefined ? '' : `\n<dl><dt>App</dt><dd>${escapeHtml(page.appName)}</dd></dl>`;
  const { nonce, exchangeId } = page;
  return layout({ title, nonce, tone: 'stop', exchangeId, body: `<p>${escapeHtml(text)}</p>${app}${action(page)}` });
}

function action({ code, appName, retryUrl }: FailurePage): string {
  const remedy = REMEDIES[code];
  if (remedy === undefined) return '';
  // The sign-in host has no app of its own to lead back to.
  const url = retryUrl ?? (remedy === 'again' ? '' : appName === undefined ? undefined : '/');
  if (url === undefined) return '';
  const label = remedy === 'sign-in' || code === 'sign-in-required' ? 'Sign in again' : 'Try again';
  return `\n<p class="actions"><a class="button" href="${escapeHtml(url)}">${label}</a></p>`;
}
