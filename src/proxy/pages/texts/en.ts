import type { Texts } from './contract.ts';

export const en: Texts = {
  layout: { reference: 'If you ask for help, give this reference: {id}' },
  notice: {
    title: 'Access to {app} is monitored',
    text: 'Your organisation allows this app in monitored mode, and only from a web browser. What you do in it may be recorded.',
    hide: 'Do not show this for a week, for any app',
    go: 'Continue to {app}',
  },
};
