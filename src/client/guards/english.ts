import type { PageWords } from '../../model/page-words.ts';

/** Words of the notices that any page may show. */
export type NoticeWords = Omit<PageWords, keyof RuleWords> & {
  readonly titles: Pick<PageWords['titles'], 'download' | 'upload'>;
};
/** Words of those that only a page with rules shows. */
export type RuleWords = Pick<PageWords, 'titles' | 'printing' | 'staysIn'>;

/** What notices say where the gateway has sent no other words. */
export const ENGLISH: NoticeWords = {
  language: 'en',
  titles: {
    download: 'Download blocked',
    upload: 'Upload blocked',
  },
  blocked: 'Blocked by policy',
  oneMore: 'One more step',
  giveReason: 'Give a reason',
  showPassphrase: 'Show the passphrase',
  signIn: 'Sign in once more',
  signInAgain: 'Sign in again',
  sessionEnded: 'Your session has ended',
  kept: 'What you see and what you have typed stays here. Sign in again in a new window, then go on.',
  notAllowed: '{app} does not allow this in the current session.',
  close: 'Close',
};

/** Apart, since most pages have no rules. */
export const ENGLISH_RULES: RuleWords = {
  titles: {
    copy: 'Copy blocked',
    cut: 'Cut blocked',
    paste: 'Paste blocked',
    print: 'Printing blocked',
    download: 'Download blocked',
    upload: 'Upload blocked',
  },
  printing: 'Printing is blocked.',
  staysIn: 'Copied in {app}, and to be pasted there only',
};
