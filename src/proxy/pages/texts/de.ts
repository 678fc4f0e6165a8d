import type { Texts } from './contract.ts';

export const de: Texts = {
  layout: { reference: 'Wenn Sie Hilfe brauchen, nennen Sie diese Kennung: {id}' },
  notice: {
    title: 'Der Zugriff auf {app} wird überwacht',
    text: 'Ihre Organisation erlaubt diese App nur überwacht und nur im Webbrowser. Was Sie darin tun, kann aufgezeichnet werden.',
    hide: 'Eine Woche lang nicht mehr zeigen, für keine App',
    go: 'Weiter zu {app}',
  },
};
