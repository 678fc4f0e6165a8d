/** A piece of a line. `bold` and `italic` hold no further pieces; a link goes to an https or mailto URL. */
export type Inline =
  | { readonly kind: 'text' | 'bold' | 'italic'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string };

/** A paragraph of lines, or a list of items. */
export interface MessageBlock {
  readonly kind: 'paragraph' | 'list';
  readonly lines: ReadonlyArray<readonly Inline[]>;
}

/** What the administrator says to the user. `logo`: a data URL of a PNG. */
export interface Message {
  readonly plain: string;
  readonly blocks: readonly MessageBlock[];
  readonly logo?: string;
}
