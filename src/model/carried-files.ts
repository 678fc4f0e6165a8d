/**
 * Where a body of JSON or a form holds files as text. Paths are members by name: `content`, `actions.*.content`, `*` for each element or
 * member, `**.content` wherever it stands.
 */
export interface CarriedFiles {
  /** The bytes: as base64, or as what `coding` says. */
  readonly content: string;
  /** What the app calls the file. */
  readonly name?: string;
  /** What says how the bytes are written: `base64` and its kin, else they are text. Without it they are base64. */
  readonly coding?: string;
  /** What is there where the bytes are only a piece of a file. */
  readonly piece?: string;
  /** The media type of all of them, where the app has only one. */
  readonly type?: string;
}
