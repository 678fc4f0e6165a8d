import type { ActivityType } from '../../model/activity.ts';
import type { Message } from '../../model/message.ts';
import { escapeHtml } from './escape.ts';
import { layout } from './layout.ts';
import { renderMessage } from './message.ts';

export interface BlockedPage {
  readonly activity: ActivityType;
  readonly appName: string;
  readonly exchangeId: string;
  readonly nonce: string;
  readonly fileName?: string;
  readonly message?: Message;
  readonly policyName?: string;
}

interface Words {
  readonly title: string;
  /** What did not happen, for a file with a name and for one without. */
  readonly named: (file: string) => string;
  readonly unnamed: string;
}

const WORDS: Readonly<Partial<Record<ActivityType, Words>>> = {
  download: {
    title: 'Download blocked',
    named: (file) => `${file} was not downloaded.`,
    unnamed: 'The file was not downloaded.',
  },
  upload: {
    title: 'Upload blocked',
    named: (file) => `${file} was not uploaded.`,
    unnamed: 'Nothing was uploaded.',
  },
  'send-message': {
    title: 'Message blocked',
    named: (to) => `Nothing was sent to ${to}.`,
    unnamed: 'The message was not sent.',
  },
  'edit-item': {
    title: 'Change blocked',
    named: (item) => `${item} was not changed.`,
    unnamed: 'Nothing was changed.',
  },
  'delete-item': {
    title: 'Deletion blocked',
    named: (item) => `${item} was not deleted.`,
    unnamed: 'Nothing was deleted.',
  },
  'share-item': {
    title: 'Sharing blocked',
    named: (item) => `${item} was not shared.`,
    unnamed: 'Nothing was shared.',
  },
  view: { title: 'Page blocked', named: (file) => `${file} cannot be opened.`, unnamed: 'This page cannot be opened.' },
};
const OTHERWISE: Words = {
  title: 'Blocked by policy',
  named: (file) => `Nothing was done with ${file}.`,
  unnamed: 'Nothing was done.',
};

/** Where script runs, the button leads to the page before; else to the app's first page. */
const BACK =
  "document.getElementById('back').addEventListener('click',function(e){if(history.length>1){e.preventDefault();history.back()}})";

/** A policy refused what the user asked for: what, in which app, by which rule, and what the administrator says of it. */
export function renderBlocked(page: BlockedPage): string {
  const { activity, appName, exchangeId, nonce, fileName, message, policyName } = page;
  const { title, named, unnamed } = WORDS[activity] ?? OTHERWISE;
  const what = fileName === undefined ? unnamed : named(`<strong>${escapeHtml(fileName)}</strong>`);
  const policy = policyName === undefined ? '' : `<dt>Policy</dt><dd>${escapeHtml(policyName)}</dd>`;
  return layout({
    title,
    nonce,
    tone: 'stop',
    exchangeId,
    body: `<p class="what">${what}</p>
${message ? renderMessage(message) : '<p class="message">Your organisation does not allow this in the current session.</p>'}
<dl><dt>App</dt><dd>${escapeHtml(appName)}</dd>${policy}</dl>
<p class="actions"><a class="button" id="back" href="/">Back to ${escapeHtml(appName)}</a></p>`,
    script: BACK,
  });
}
