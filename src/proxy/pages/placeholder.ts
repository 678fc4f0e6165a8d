import type { HeaderList } from '../../model/headers.ts';
import { savedUnder } from './saved-name.ts';
import type { Language } from './texts/choose-language.ts';
import { TEXTS } from './texts/texts.ts';

/** What stands in a file that is saved in place of another. */
export interface Placeholder {
  readonly title: string;
  readonly language?: Language;
  readonly fileName?: string;
  readonly appName: string;
  /** The administrator's words, plain. */
  readonly message?: string;
  readonly policyName?: string;
  /** Whether it is because nobody could look into the file. */
  readonly isUnread?: boolean;
  /** Where the step is taken that is missing. */
  readonly next?: string;
  readonly exchangeId: string;
}

/** Characters that systems keep out of file names, or that hide or turn what comes after them. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\\/:*?"<>|]/gu;
/** Characters of the refused file's name that are kept; systems take 255 bytes for the whole. */
const NAME_LENGTH = 60;
const LINE_ENDS = /[\p{Cc}\u2028\u2029]+/gu;

/** `plan.pdf (blocked).txt`: never the refused file's extension, so that nothing opens the text as what it is not. */
export function placeholderName(fileName: string | undefined): string {
  const [...kept] = (fileName ?? '')
    .toWellFormed()
    .replace(NOT_IN_NAMES, '_')
    .replace(/^[.\s~-]+/, '');
  const name = kept.slice(0, NAME_LENGTH).join('').trim();
  return `${name === '' ? 'file' : name} (blocked).txt`;
}

/**
 * A text that is saved where a file was asked for: browsers show no page for what they save, and of an error they only say
 * that it failed. Texts stay on their lines, so that no name can speak for the gateway.
 */
export function renderPlaceholder(placeholder: Placeholder): { readonly headers: HeaderList; readonly body: string } {
  const { title, language = 'en', fileName, appName, message, policyName, isUnread, next, exchangeId } = placeholder;
  const { labels, unread, placeholder: texts } = TEXTS[language];
  const line = (text: string): string => text.toWellFormed().replace(LINE_ENDS, ' ').trim();
  const named = (label: string, text: string | undefined): string[] =>
    text === undefined ? [] : [`${label}: ${line(text)}`];
  const lines = [
    title,
    '',
    texts.instead,
    '',
    ...(message ? [message.toWellFormed(), ''] : []),
    ...(isUnread ? [unread, ''] : []),
    ...(next === undefined ? [] : [texts.open, next, '']),
    ...named(labels.file, fileName),
    ...named(labels.app, appName),
    ...named(labels.policy, policyName),
    ...named(labels.reference, exchangeId),
  ];
  const name = placeholderName(fileName);
  return {
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ['content-disposition', savedUnder(name)],
      ['cache-control', 'no-store'],
      ['x-content-type-options', 'nosniff'],
    ],
    // Editors that know no charset of a saved file take this mark for UTF-8.
    body: `\ufeff${lines.join('\r\n')}\r\n`,
  };
}
