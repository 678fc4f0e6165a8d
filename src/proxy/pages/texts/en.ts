import { FAILURES } from '../../../model/failure.ts';
import type { Texts } from './contract.ts';

export const en: Texts = {
  labels: { app: 'App', policy: 'Policy', file: 'File', reference: 'Reference' },
  reference: 'If you ask for help, give this reference: {id}',
  back: 'Back to {app}',
  blocked: {
    download: {
      title: 'Download blocked',
      named: '{file} was not downloaded.',
      unnamed: 'The file was not downloaded.',
    },
    upload: { title: 'Upload blocked', named: '{file} was not uploaded.', unnamed: 'Nothing was uploaded.' },
    'send-message': {
      title: 'Message blocked',
      named: 'Nothing was sent to {file}.',
      unnamed: 'The message was not sent.',
    },
    'edit-item': { title: 'Change blocked', named: '{file} was not changed.', unnamed: 'Nothing was changed.' },
    'delete-item': { title: 'Deletion blocked', named: '{file} was not deleted.', unnamed: 'Nothing was deleted.' },
    'share-item': { title: 'Sharing blocked', named: '{file} was not shared.', unnamed: 'Nothing was shared.' },
    view: { title: 'Page blocked', named: '{file} cannot be opened.', unnamed: 'This page cannot be opened.' },
    otherwise: { title: 'Blocked by policy', named: 'Nothing was done with {file}.', unnamed: 'Nothing was done.' },
  },
  notAllowed: 'Your organisation does not allow this in the current session.',
  unread:
    'Nobody could look into this file: it is damaged, locked with a password, or of a kind that cannot be read, such as Word and Excel files of before 2007 or RTF. Save it in a current format without a password, and try again.',
  onlyBrowsers: '{app} is used in a web browser here. Open this address in one: {url}',
  confirmation: {
    title: 'Please give a reason',
    lead: {
      download: {
        named: 'You are about to download {file} in {app}.',
        unnamed: 'You are about to download this in {app}.',
      },
      upload: { named: 'You are about to upload {file} in {app}.', unnamed: 'You are about to upload this in {app}.' },
      view: { named: 'You are about to open {file} in {app}.', unnamed: 'You are about to open this in {app}.' },
      otherwise: { named: 'You are about to do {file} in {app}.', unnamed: 'You are about to do this in {app}.' },
    },
    text: 'Your organisation asks you to say why. What you write is kept in its log.',
    reason: 'Your reason',
    missing: 'Please write a reason.',
    go: 'Continue',
  },
  confirmed: {
    title: 'Thank you',
    again: 'Your reason is kept. Go back and send it once more: it was not sent before.',
    comes: 'Your reason is kept. The file comes in a moment.',
    get: 'Get it now',
  },
  interrupted: {
    warn: { title: 'One more step', ask: 'Your organisation asks for a reason first.', label: 'Give a reason' },
    'step-up': {
      title: 'Please sign in once more',
      ask: 'Your organisation asks for a stronger or more recent sign-in first.',
      label: 'Sign in',
    },
    protect: {
      title: 'This file comes encrypted',
      ask: 'The file opens with a passphrase that you are shown first.',
      label: 'Show the passphrase',
    },
    lost: {
      named: 'What you sent ({file}) did not reach {app}. Take the step, then go back and send it again.',
      unnamed: 'What you sent did not reach {app}. Take the step, then go back and send it again.',
    },
  },
  failures: FAILURES,
  again: 'Try again',
  signInAgain: 'Sign in again',
  begin: { title: 'Signing you in', text: 'One moment, your organisation’s sign-in page opens.', go: 'Continue' },
  opening: { title: 'Opening {app}', text: 'You are signed in. The app opens in a moment.', go: 'Open the app' },
  leave: { title: 'One moment', text: 'The next page opens.', go: 'Continue' },
  resend: {
    title: 'Your session has ended',
    text: 'What you sent did not reach {app} yet, and it is not lost: this page keeps it. Sign in, and it is sent.',
    sending: 'You are signed in. It is being sent.',
    go: 'Sign in and send',
    now: 'I am signed in: send now',
  },
  resendGiven: {
    text: 'What you sent did not reach {app} yet, and it is not lost: this page keeps it. Give a reason, and it is sent.',
    sending: 'Your reason is kept. It is being sent.',
    go: 'Give a reason and send',
    now: 'I gave a reason: send now',
  },
  resumed: { title: 'You are signed in again', text: 'Close this window and go on in {app} where you were.' },
  signOut: {
    title: 'Sign out?',
    text: 'You are signed in as {user}. Signing out ends your session in every app that opened through this gateway.',
    go: 'Sign out',
    stay: 'Stay',
  },
  signedOut: {
    title: 'You are signed out',
    text: 'Your session has ended in every app. You can close this window, or open an app to sign in again.',
    back: 'Back to {app}',
  },
  protection: {
    title: 'This file comes encrypted',
    lead: {
      named: '{file} from {app} opens with a passphrase only.',
      unnamed: 'The file from {app} opens with a passphrase only.',
    },
    text: 'Your organisation asks for that. The passphrase is shown once: keep it where you keep your passwords, and not beside the file.',
    go: 'Show the passphrase',
  },
  passphrase: {
    title: 'The passphrase of your file',
    opens: { named: '{file} opens with', unnamed: 'The file opens with' },
    again: 'Go back and ask for the file once more: it comes encrypted with this passphrase.',
    once: 'It is shown here only, and is good for one download within ten minutes.',
    get: 'Download the file',
  },
  factor: {
    faults: {
      locked: 'Too many codes were wrong. Please wait a quarter of an hour, or ask your administrator.',
      'wrong-code': 'That code is wrong, or was used before. Please type the next one.',
      'other-code': 'That is not the code of this account. Please type the next one.',
      'key-refused': 'The key was not accepted. Please try again.',
    },
    ask: {
      title: 'Please confirm that it is you',
      text: 'Your organisation asks {user} for the code of the authenticator app.',
      go: 'Continue',
      code: 'Code of 6 digits, or a recovery code',
    },
    enrol: {
      title: 'Set up a second factor',
      text: 'Your organisation asks {user} for a second factor. Open an authenticator app on your phone, add an account, and scan this picture:',
      go: 'Set up',
      code: 'The code of 6 digits that the app shows',
      secret: 'Or type this key, by time:',
      picture: 'Setup code for an authenticator app',
    },
    key: {
      ask: {
        title: 'Please confirm that it is you',
        text: 'Your organisation asks {user} to use the key that was set up: finger, face or PIN of the device, or a security key.',
        go: 'Use the key',
      },
      enrol: {
        title: 'Set up a key',
        text: 'Your organisation asks {user} for a key: finger, face or PIN of this device, or a security key.',
        go: 'Set up a key',
      },
      unscripted: 'A key needs script, which is off in this browser.',
      unable: 'This browser cannot use keys.',
      silent: 'The key did not answer. Please try again.',
      instead: { ask: 'Use a key instead', enrol: 'Set up a key instead' },
    },
    enrolled: {
      title: 'Keep these recovery codes',
      text: 'The authenticator app is set up. If you lose it, each of these codes lets you in once. They are not shown again: print them, or keep them where you keep passwords.',
      go: 'I have kept them, continue',
    },
  },
  placeholder: {
    waits: 'The download waits for one more step',
    instead: 'This text was saved in place of the file that was asked for.',
    open: 'Open this address in the same browser to go on, then ask for the file again:',
  },
  notice: {
    title: 'Access to {app} is monitored',
    text: 'Your organisation allows this app in monitored mode, and only from a web browser. What you do in it may be recorded.',
    hide: 'Do not show this for a week, for any app',
    go: 'Continue to {app}',
  },
};
