import type { FailureCode } from '../../model/failure.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import type { Language } from './texts/choose-language.ts';
import { fillMarkup } from './texts/fill.ts';
import { TEXTS } from './texts/texts.ts';

export interface FailurePage {
  readonly code: FailureCode;
  readonly exchangeId: string;
  readonly nonce: string;
  readonly language?: Language;
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
  'upstream-busy': 'again',
  internal: 'again',
};

/** Something failed: plain words, what to do, and the reference that finds the log row. */
export function renderFailure(page: FailurePage): string {
  const { nonce, language = 'en', exchangeId, appName } = page;
  const { failures, labels } = TEXTS[language];
  const { title, text } = failures[page.code];
  const app =
    appName === undefined ? '' : `\n<dl><dt>${fillMarkup(labels.app)}</dt><dd>${escapeHtml(appName)}</dd></dl>`;
  const body = `<p>${fillMarkup(text)}</p>${app}${action(page)}`;
  return layout({ title, nonce, language, tone: 'stop', exchangeId, body });
}

function action({ code, language = 'en', appName, retryUrl }: FailurePage): string {
  const remedy = REMEDIES[code];
  if (remedy === undefined) return '';
  // The sign-in host has no app of its own to lead back to.
  const url = retryUrl ?? (remedy === 'again' ? '' : appName === undefined ? undefined : '/');
  if (url === undefined) return '';
  const { again, signInAgain } = TEXTS[language];
  const label = fillMarkup(remedy === 'sign-in' || code === 'sign-in-required' ? signInAgain : again);
  return `\n<p class="actions"><a class="button" href="${escapeHtml(url)}">${label}</a></p>`;
}
