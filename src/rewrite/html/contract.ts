import type { Splice } from '../../model/rewriter.ts';
import type { ScriptGoal } from '../js/contract.ts';

/** What a document rewriter is given. Texts are binary strings: one char per byte. */
export interface HtmlOptions {
  /** Origin URL -> suffix URL; anything else comes back as it is. */
  readonly url: (url: string) => string;
  /** Markup for the first place in head; empty for none. */
  readonly head: string;
  readonly script: (source: string, goal: ScriptGoal) => readonly Splice[];
  /** Bytes of inline script -> text in the document's charset; undefined when they are not of it. */
  readonly decode: (bytes: string) => string | undefined;
  /** The way back; undefined when the charset cannot hold the text. */
  readonly encode: (text: string) => string | undefined;
  /** Maps the policy of `<meta http-equiv=content-security-policy>`. */
  readonly cspMeta?: (content: string) => string;
}
