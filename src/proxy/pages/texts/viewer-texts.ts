import type { Language } from './choose-language.ts';
import type { Template } from './fill.ts';

/** What the viewer of documents says. Its script fills in `{page}`, `{pages}` and `{count}`. */
export interface ViewerTexts {
  readonly title: Template;
  /** Of the region that holds the pages. */
  readonly document: Template;
  readonly notice: Template;
  /** In place of it where the document may be printed or saved. */
  readonly ruled: Template;
  readonly tools: Template;
  readonly previous: Template;
  readonly next: Template;
  readonly page: Template;
  readonly of: Template;
  readonly pageName: Template;
  readonly zoomOut: Template;
  readonly zoomIn: Template;
  readonly width: Template;
  readonly search: Template;
  readonly searchNext: Template;
  readonly loading: Template;
  readonly found: Template;
  readonly notFound: Template;
  readonly locked: Template;
  readonly broken: Template;
  readonly gone: Template;
  readonly unscripted: Template;
  readonly printing: Template;
  readonly print: Template;
  readonly save: Template;
  /** While the pages are made ready for the printer. */
  readonly preparing: Template;
  /** On paper, where the browser's own command printed and not the button. */
  readonly button: Template;
  readonly large: Template;
}

export const VIEWER_TEXTS: Readonly<Record<Language, ViewerTexts>> = {
  en: {
    title: 'Document',
    document: 'Pages of the document',
    notice: 'To be looked at here; it is neither saved nor printed.',
    ruled: 'Shown here because your organization has a rule about copying or printing.',
    tools: 'Viewer',
    previous: 'Previous page',
    next: 'Next page',
    page: 'Page',
    of: 'of {pages}',
    pageName: 'Page {page} of {pages}',
    zoomOut: 'Zoom out',
    zoomIn: 'Zoom in',
    width: 'Fit width',
    search: 'Search in the document',
    searchNext: 'Next match',
    loading: 'The document is being opened.',
    found: 'Match on page {page}; {count} in all.',
    notFound: 'Nothing was found.',
    locked: 'This document opens with a password only, so it cannot be shown here.',
    broken: 'This document is damaged, so it cannot be shown here.',
    gone: 'This document was shown already, or took too long. Open it in the app again.',
    unscripted: 'The document is shown by script, which is off in this browser.',
    printing: 'This document cannot be printed.',
    print: 'Print',
    save: 'Download',
    preparing: 'Page {page} of {pages} is being prepared for printing.',
    button: 'Print this document with the button above its pages.',
    large: 'This document is too large to be shown here.',
  },
  de: {
    title: 'Dokument',
    document: 'Seiten des Dokuments',
    notice: 'Nur zum Ansehen; es wird weder gespeichert noch gedruckt.',
    ruled: 'Wird hier gezeigt, weil Ihre Organisation das Kopieren oder Drucken regelt.',
    tools: 'Anzeige',
    previous: 'Vorige Seite',
    next: 'Nächste Seite',
    page: 'Seite',
    of: 'von {pages}',
    pageName: 'Seite {page} von {pages}',
    zoomOut: 'Verkleinern',
    zoomIn: 'Vergrößern',
    width: 'Ganze Breite',
    search: 'Im Dokument suchen',
    searchNext: 'Nächster Treffer',
    loading: 'Das Dokument wird geöffnet.',
    found: 'Treffer auf Seite {page}; {count} insgesamt.',
    notFound: 'Nichts gefunden.',
    locked: 'Dieses Dokument lässt sich nur mit einem Kennwort öffnen und kann hier nicht gezeigt werden.',
    broken: 'Dieses Dokument ist beschädigt und kann hier nicht gezeigt werden.',
    gone: 'Dieses Dokument wurde schon gezeigt, oder es dauerte zu lange. Öffnen Sie es in der App noch einmal.',
    unscripted: 'Das Dokument wird durch ein Skript gezeigt. Skripte sind in diesem Browser ausgeschaltet.',
    printing: 'Dieses Dokument kann nicht gedruckt werden.',
    print: 'Drucken',
    save: 'Herunterladen',
    preparing: 'Seite {page} von {pages} wird für den Druck vorbereitet.',
    button: 'Drucken Sie dieses Dokument mit der Schaltfläche über seinen Seiten.',
    large: 'Dieses Dokument ist zu groß und kann hier nicht gezeigt werden.',
  },
  fr: {
    title: 'Document',
    document: 'Pages du document',
    notice: 'À consulter ici ; il n’est ni enregistré ni imprimé.',
    ruled: 'Affiché ici, car votre organisation a une règle sur la copie ou l’impression.',
    tools: 'Visionneuse',
    previous: 'Page précédente',
    next: 'Page suivante',
    page: 'Page',
    of: 'sur {pages}',
    pageName: 'Page {page} sur {pages}',
    zoomOut: 'Réduire',
    zoomIn: 'Agrandir',
    width: 'Pleine largeur',
    search: 'Chercher dans le document',
    searchNext: 'Résultat suivant',
    loading: 'Le document s’ouvre.',
    found: 'Résultat à la page {page} ; {count} en tout.',
    notFound: 'Aucun résultat.',
    locked: 'Ce document ne s’ouvre qu’avec un mot de passe et ne peut pas être affiché ici.',
    broken: 'Ce document est endommagé et ne peut pas être affiché ici.',
    gone: 'Ce document a déjà été affiché, ou l’attente a été trop longue. Ouvrez-le de nouveau dans l’application.',
    unscripted: 'Le document est affiché par un script, et les scripts sont désactivés dans ce navigateur.',
    printing: 'Ce document ne peut pas être imprimé.',
    print: 'Imprimer',
    save: 'Télécharger',
    preparing: 'La page {page} sur {pages} est préparée pour l’impression.',
    button: 'Imprimez ce document avec le bouton au-dessus de ses pages.',
    large: 'Ce document est trop volumineux pour être affiché ici.',
  },
  es: {
    title: 'Documento',
    document: 'Páginas del documento',
    notice: 'Solo para verlo aquí; no se guarda ni se imprime.',
    ruled: 'Se muestra aquí porque su organización tiene una norma sobre copiar o imprimir.',
    tools: 'Visor',
    previous: 'Página anterior',
    next: 'Página siguiente',
    page: 'Página',
    of: 'de {pages}',
    pageName: 'Página {page} de {pages}',
    zoomOut: 'Reducir',
    zoomIn: 'Ampliar',
    width: 'Ancho completo',
    search: 'Buscar en el documento',
    searchNext: 'Resultado siguiente',
    loading: 'El documento se está abriendo.',
    found: 'Resultado en la página {page}; {count} en total.',
    notFound: 'No se encontró nada.',
    locked: 'Este documento solo se abre con una contraseña y no se puede mostrar aquí.',
    broken: 'Este documento está dañado y no se puede mostrar aquí.',
    gone: 'Este documento ya se mostró, o tardó demasiado. Ábralo de nuevo en la aplicación.',
    unscripted: 'El documento se muestra mediante un script, y este navegador los tiene desactivados.',
    printing: 'Este documento no se puede imprimir.',
    print: 'Imprimir',
    save: 'Descargar',
    preparing: 'Preparando la página {page} de {pages} para imprimir.',
    button: 'Imprima este documento con el botón que está encima de sus páginas.',
    large: 'Este documento es demasiado grande para mostrarlo aquí.',
  },
  ja: {
    title: '文書',
    document: '文書のページ',
    notice: 'ここで閲覧するだけです。保存も印刷もできません。',
    ruled: 'コピーまたは印刷に関する組織のルールにより、ここで表示しています。',
    tools: 'ビューアー',
    previous: '前のページ',
    next: '次のページ',
    page: 'ページ',
    of: '/ {pages}',
    pageName: '{pages} ページ中 {page} ページ',
    zoomOut: '縮小',
    zoomIn: '拡大',
    width: '幅に合わせる',
    search: '文書内を検索',
    searchNext: '次の一致',
    loading: '文書を開いています。',
    found: '{page} ページで一致しました。全部で {count} 件です。',
    notFound: '見つかりませんでした。',
    locked: 'この文書はパスワードがないと開けないため、ここでは表示できません。',
    broken: 'この文書は壊れているため、ここでは表示できません。',
    gone: 'この文書はすでに表示されたか、時間がかかりすぎました。アプリでもう一度開いてください。',
    unscripted: 'この文書はスクリプトで表示されますが、このブラウザーではスクリプトが無効です。',
    printing: 'この文書は印刷できません。',
    print: '印刷',
    save: 'ダウンロード',
    preparing: '印刷の準備をしています（{pages} ページ中 {page} ページ）。',
    button: 'この文書は、ページの上にあるボタンで印刷してください。',
    large: 'この文書は大きすぎるため、ここでは表示できません。',
  },
};
