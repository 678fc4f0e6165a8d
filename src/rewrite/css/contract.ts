/**
 * Origin URL to suffix URL; everything else comes back as it is. Total. `property` is the declaration's, '' in an at-rule. With '[' it is
 * an attribute selector as a whole (attribute-tests.ts).
 */
export type CssUrl = (url: string, property: string) => string;

/** What a style sheet is rewritten with. */
export interface CssOptions {
  readonly url: CssUrl;
}
