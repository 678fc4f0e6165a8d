import { applySplices, type Rewriter } from '../../model/rewriter.ts';
import type { CssOptions, CssUrl } from './contract.ts';
import { createCssState, scanCss } from './css-scanner.ts';
import { cssSplices, foundSplices } from './css-splices.ts';

/** A whole style sheet, or the declarations of a style attribute, with its URLs mapped (`relative`: see cssSplices). Total. */
export function rewriteCss(text: string, url: CssUrl, relative = false): string {
  return applySplices(text, cssSplices(text, url, relative));
}

/** Tokens that may be long, and what may end them: while that does not come they need not be read again. */
const LONG_TOKENS: ReadonlyArray<readonly [begin: RegExp, ending: RegExp]> = [
  [/^"/, /["\r\n\f]/],
  [/^'/, /['\r\n\f]/],
  [/^\/\*/, /\//],
  [/^url\(/i, /\)/],
];

/** What may be an attribute selector, up to where it cannot become one any more. */
const BRACKET =
  /\[(?:[^"'\]{};\\/]|\\[\s\S]|\/(?=[^*])|\/\*(?:[^*]|\*(?!\/))*\*\/|(["'])(?:(?!\1)[^\\\n\r\f]|\\[\s\S])*(?:\1|[\n\r\f]))*[\]{};]/y;

function isUnfinished(text: string, at: number): boolean {
  BRACKET.lastIndex = at;
  return !BRACKET.test(text);
}

/** A style sheet as a stream. Only the unfinished token at the end of a chunk is held back. */
export function createCssRewriter({ url }: CssOptions): Rewriter {
  const state = createCssState(isUnfinished);
  let held = '';

  function advance(last: boolean): string {
    let out = '';
    let copied = 0;
    const done = scanCss(held, 0, last, state, (start, end, property) => {
      for (const splice of foundSplices(held, start, end, property, url)) {
        out += held.slice(copied, splice.start) + splice.text;
        copied = splice.end;
      }
    });
    out += held.slice(copied, done);
    held = held.slice(done);
    return out;
  }

  return {
    write(chunk) {
      const long = LONG_TOKENS.find(([begin]) => begin.test(held));
      held += chunk;
      return long && !long[1].test(chunk) ? '' : advance(false);
    },
    end: () => advance(true),
  };
}
