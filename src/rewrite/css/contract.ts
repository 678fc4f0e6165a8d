/** What a style sheet is rewritten with. */
export interface CssOptions {
  /** Origin URL to suffix URL; everything else comes back as it is. Total. */
  readonly url: (url: string) => string;
}
