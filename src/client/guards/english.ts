import type { PageWords } from '../../model/page-words.ts';

/** What notices say where the gateway has sent no other words. */
export const ENGLISH: PageWords = {
  language: 'en',
  titles: {
    copy: 'Copy blocked',
    cut: 'Cut blocked',
    paste: 'Paste blocked',
    print: 'Printing blocked',
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
  printing: 'Printing is blocked.',
  staysIn: 'Copied in {app}, and to be pasted there only',
  close: 'Close',
};
