import type { ActivityType } from '../../model/activity.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';

export interface BlockedPage {
  readonly activity: ActivityType;
  readonly appName: string;
  readonly exchangeId: string;
  readonly nonce: string;
  readonly fileName?: string;
  readonly message?: string;
  readonly policyName?: string;
}

const TITLES: Readonly<Partial<Record<ActivityType, string>>> = {
  download: 'Download blocked',
  upload: 'Upload blocked',
  view: 'Page blocked',
};

/** A policy refused what the user asked for: what, in which app, by which rule, and what the administrator says of it. */
export function renderBlocked({
  activity,
  appName,
  exchangeId,
  nonce,
  fileName,
  message,
  policyName,
}: BlockedPage): string {
  const facts = [
    ...(fileName === undefined ? [] : [['File', fileName]]),
    ['App', appName],
    ...(policyName === undefined ? [] : [['Policy', policyName]]),
  ]
    .map(([name, value]) => `<dt>${escapeHtml(name ?? '')}</dt><dd>${escapeHtml(value ?? '')}</dd>`)
    .join('');
  const words = message ?? 'Your organisation does not allow this in the current session.';
  const back = '<p class="actions"><a class="button" id="back" href="/">Back to the app</a></p>';
  return layout({
    title: TITLES[activity] ?? 'Blocked by policy',
    nonce,
    tone: 'stop',
    exchangeId,
    body: `<p class="message">${escapeHtml(words)}</p><dl>${facts}</dl>${back}`,
    script:
      "document.getElementById('back').addEventListener('click',function(e){if(history.length>1){e.preventDefault();history.back()}})",
  });
}
