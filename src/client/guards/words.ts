import type { PageRule } from '../../model/decision.ts';

/** What notices in a page say; `{app}` is filled in. */
interface Words {
  readonly titles: Readonly<Record<PageRule['activity'], string>>;
  readonly blocked: string;
  readonly oneMore: string;
  readonly giveReason: string;
  readonly showPassphrase: string;

  readonly signIn: string;
  readonly signInAgain: string;
  readonly sessionEnded: string;
  /** Of a session that has ended: what is not lost. */
  readonly kept: string;
  readonly notAllowed: string;
  readonly printing: string;
  readonly close: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  en: {
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
    close: 'Close',
  },
  de: {
    titles: {
      copy: 'Kopieren gesperrt',
      cut: 'Ausschneiden gesperrt',
      paste: 'Einfügen gesperrt',
      print: 'Drucken gesperrt',
      download: 'Herunterladen gesperrt',
      upload: 'Hochladen gesperrt',
    },
    blocked: 'Durch eine Richtlinie gesperrt',
    oneMore: 'Noch ein Schritt',
    giveReason: 'Grund nennen',
    showPassphrase: 'Kennwort zeigen',
    signIn: 'Noch einmal anmelden',
    signInAgain: 'Neu anmelden',
    sessionEnded: 'Ihre Sitzung ist beendet',
    kept: 'Was Sie sehen und geschrieben haben, bleibt hier. Melden Sie sich in einem neuen Fenster an und machen Sie dann weiter.',
    notAllowed: '{app} erlaubt das in dieser Sitzung nicht.',
    printing: 'Drucken ist gesperrt.',
    close: 'Schließen',
  },
  fr: {
    titles: {
      copy: 'Copie bloquée',
      cut: 'Action « Couper » bloquée',
      paste: 'Collage bloqué',
      print: 'Impression bloquée',
      download: 'Téléchargement bloqué',
      upload: 'Envoi de fichier bloqué',
    },
    blocked: 'Bloqué par une règle',
    oneMore: 'Encore une étape',
    giveReason: 'Donner un motif',
    showPassphrase: 'Afficher le mot de passe',
    signIn: 'Se reconnecter',
    signInAgain: 'Se reconnecter',
    sessionEnded: 'Votre session est terminée',
    kept: 'Ce que vous voyez et ce que vous avez saisi reste ici. Reconnectez-vous dans une nouvelle fenêtre, puis continuez.',
    notAllowed: '{app} ne l’autorise pas dans cette session.',
    printing: 'L’impression est bloquée.',
    close: 'Fermer',
  },
  es: {
    titles: {
      copy: 'Copia bloqueada',
      cut: 'Cortar está bloqueado',
      paste: 'Pegar está bloqueado',
      print: 'Impresión bloqueada',
      download: 'Descarga bloqueada',
      upload: 'Subida bloqueada',
    },
    blocked: 'Bloqueado por una directiva',
    oneMore: 'Un paso más',
    giveReason: 'Indicar un motivo',
    showPassphrase: 'Mostrar la contraseña',
    signIn: 'Iniciar sesión otra vez',
    signInAgain: 'Iniciar sesión de nuevo',
    sessionEnded: 'Su sesión ha terminado',
    kept: 'Lo que ve y lo que ha escrito se queda aquí. Inicie sesión en una ventana nueva y continúe después.',
    notAllowed: '{app} no lo permite en esta sesión.',
    printing: 'La impresión está bloqueada.',
    close: 'Cerrar',
  },
  ja: {
    titles: {
      copy: 'コピーは禁止されています',
      cut: '切り取りは禁止されています',
      paste: '貼り付けは禁止されています',
      print: '印刷は禁止されています',
      download: 'ダウンロードは禁止されています',
      upload: 'アップロードは禁止されています',
    },
    blocked: 'ポリシーにより禁止されています',
    oneMore: 'もう一つ手順があります',
    giveReason: '理由を入力する',
    showPassphrase: 'パスフレーズを表示する',
    signIn: 'もう一度サインインする',
    signInAgain: 'サインインし直す',
    sessionEnded: 'セッションが終了しました',
    kept: '表示中の内容と入力した内容はここに残ります。新しい画面でサインインし直してから、続けてください。',
    notAllowed: '{app} では、このセッションで許可されていません。',
    printing: '印刷は禁止されています。',
    close: '閉じる',
  },
};

/** The words of the browser's first language that there are. */
export function wordsFor(languages: readonly string[]): Words {
  for (const tag of languages) {
    const own = WORDS[tag.slice(0, 2).toLowerCase()];
    if (own && /^(?:..$|..-)/.test(tag)) return own;
  }
  return WORDS['en']!;
}

/** Those of this browser. */
export const words: Words = wordsFor(navigator.languages);
