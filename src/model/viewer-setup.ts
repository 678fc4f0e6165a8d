/** What the gateway tells the script of its viewer of documents, as JSON in an attribute of the page. */
export interface ViewerSetup {
  /** Where the document is fetched: by POST, once, with the id in the field `sallyport-view`. */
  readonly bytes: string;
  readonly id: string;
  /** Folder of the files of pdf.js, with a slash at its end. */
  readonly files: string;
  /** Whether the text of the pages may be selected and copied. */
  readonly mayCopy: boolean;
  readonly mayPrint: boolean;
  /** There are no bytes to be fetched. */
  readonly isTooLarge: boolean;
  /** `{page}`, `{pages}` and `{count}` are filled by the script. */
  readonly texts: Readonly<
    Record<
      'pageName' | 'of' | 'loading' | 'found' | 'notFound' | 'locked' | 'broken' | 'gone' | 'large' | 'preparing',
      string
    >
  >;
}

/** The field that names the document when its bytes are fetched: no form and no link can set one. */
export const VIEW_FIELD = 'sallyport-view';
