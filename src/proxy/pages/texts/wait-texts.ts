import type { Language } from './choose-language.ts';
import type { Template } from './fill.ts';

/** What the page says that waits for a file; numbers are of megabytes. */
export interface WaitTexts {
  readonly title: Template;
  readonly named: Template;
  readonly text: Template;
  readonly progress: Template;
  /** `{seen}` and `{size}` */
  readonly part: Template;
  readonly seen: Template;
  readonly cancel: Template;
  readonly readyTitle: Template;
  readonly ready: Template;
  readonly get: Template;
  readonly goneTitle: Template;
  readonly gone: Template;
}

export const WAIT_TEXTS: Readonly<Record<Language, WaitTexts>> = {
  en: {
    title: 'Your file is being checked',
    named: '{file} is looked into before it comes to your device.',
    text: 'This page can stay open; the file comes by itself as soon as that is done.',
    progress: 'Progress',
    part: '{seen} MB of {size} MB',
    seen: '{seen} MB so far',
    cancel: 'Give up',
    readyTitle: 'Your file was checked',
    ready: 'It comes in a moment. Then this page can be closed.',
    get: 'Get it now',
    goneTitle: 'No file waits here any more',
    gone: 'It was fetched already, was given up, or nobody waited for it. Ask for it in the app again.',
  },
  de: {
    title: 'Ihre Datei wird geprüft',
    named: '{file} wird angesehen, bevor die Datei auf Ihr Gerät kommt.',
    text: 'Diese Seite kann offen bleiben; danach kommt die Datei von selbst.',
    progress: 'Fortschritt',
    part: '{seen} MB von {size} MB',
    seen: 'bisher {seen} MB',
    cancel: 'Abbrechen',
    readyTitle: 'Ihre Datei wurde geprüft',
    ready: 'Sie kommt gleich. Danach können Sie diese Seite schließen.',
    get: 'Jetzt holen',
    goneTitle: 'Hier wartet keine Datei mehr',
    gone: 'Sie wurde schon geholt oder abgebrochen, oder niemand hat auf sie gewartet. Rufen Sie sie in der App noch einmal ab.',
  },
  fr: {
    title: 'Votre fichier est en cours de vérification',
    named: '{file} est examiné avant d’arriver sur votre appareil.',
    text: 'Cette page peut rester ouverte ; le fichier arrive ensuite de lui-même.',
    progress: 'Progression',
    part: '{seen} Mo sur {size} Mo',
    seen: '{seen} Mo jusqu’ici',
    cancel: 'Abandonner',
    readyTitle: 'Votre fichier a été vérifié',
    ready: 'Il arrive dans un instant. Vous pourrez ensuite fermer cette page.',
    get: 'Le recevoir maintenant',
    goneTitle: 'Aucun fichier n’attend plus ici',
    gone: 'Il a déjà été reçu, a été abandonné, ou personne ne l’attendait. Demandez-le de nouveau dans l’application.',
  },
  es: {
    title: 'Su archivo se está comprobando',
    named: '{file} se examina antes de llegar a su dispositivo.',
    text: 'Esta página puede quedar abierta; después el archivo llega por sí solo.',
    progress: 'Progreso',
    part: '{seen} MB de {size} MB',
    seen: '{seen} MB hasta ahora',
    cancel: 'Cancelar',
    readyTitle: 'Su archivo se ha comprobado',
    ready: 'Llega en un momento. Después puede cerrar esta página.',
    get: 'Obtenerlo ahora',
    goneTitle: 'Aquí ya no espera ningún archivo',
    gone: 'Ya se obtuvo, se canceló o nadie lo esperaba. Pídalo de nuevo en la aplicación.',
  },
  ja: {
    title: 'ファイルを確認しています',
    named: '{file} は、お使いの端末に届く前に確認されます。',
    text: 'このページは開いたままでかまいません。確認が終わるとファイルは自動的に届きます。',
    progress: '進み具合',
    part: '{size} MB 中 {seen} MB',
    seen: 'これまでに {seen} MB',
    cancel: '中止する',
    readyTitle: 'ファイルを確認しました',
    ready: 'まもなく届きます。その後、このページは閉じてかまいません。',
    get: '今すぐ受け取る',
    goneTitle: 'ここで待っているファイルはもうありません',
    gone: 'すでに受け取ったか、中止されたか、待つ人がいませんでした。アプリでもう一度開いてください。',
  },
};
