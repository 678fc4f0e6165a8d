import type { Language } from './choose-language.ts';
import type { Template } from './fill.ts';

/** What the viewer of documents says. Its script fills in `{page}`, `{pages}` and `{count}`. */
export interface ViewerTexts {
  readonly title: Template;
  /** Of the region that holds the pages. */
  readonly document: Template;
  readonly notice: Template;
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
}

export const VIEWER_TEXTS: Readonly<Record<Language, ViewerTexts>> = {
  en: {
    title: 'Document',
    document: 'Pages of the document',
    notice: 'To be looked at here; it is neither saved nor printed.',
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
  },
  de: {
    title: 'Dokument',
    document: 'Seiten des Dokuments',
    notice: 'Nur zum Ansehen; es wird weder gespeichert noch gedruckt.',
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
  },
  fr: {
    title: 'Document',
    document: 'Pages du document',
    notice: 'À consulter ici ; il n’est ni enregistré ni imprimé.',
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
  },
  es: {
    title: 'Documento',
    document: 'Páginas del documento',
    notice: 'Solo para verlo aquí; no se guarda ni se imprime.',
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
  },
  ja: {
    title: '文書',
    document: '文書のページ',
    notice: 'ここで閲覧するだけです。保存も印刷もできません。',
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
  },
};
