/**
 * What the page's own last match was can be read of `RegExp` ("legacy RegExp features"), and every match of the realm counts.
 * The runtime's would take its place, and would show the page texts with hosts that it should not see.
 */
const Native = RegExp;
const { exec } = Native.prototype;
const { apply } = Reflect;
const GROUPS = ['$1', '$2', '$3', '$4', '$5', '$6', '$7', '$8', '$9', 'lastParen'] as const;
/** The last pattern that was made, as it is mostly wanted again. */
let made = { source: '', pattern: /(?:)/y };
/** What takes longer to find again is forgotten instead: to the page it looks as if nothing had matched. */
const FARTHEST = 20_000;
let isQuiet = false;

interface Match {
  readonly before: string;
  readonly text: string;
  readonly behind: string;
  readonly groups: readonly string[];
}

function lastMatch(): Match {
  const { leftContext: before, lastMatch: text, rightContext: behind } = Native;
  return { before, text, behind, groups: GROUPS.map((name) => Native[name]) };
}

/** Matches what was matched, in the same place of the same text, with the same groups. */
function matchAgain({ before, text, behind, groups }: Match): void {
  const subject = before + text + behind;
  const start = before.length;
  let far = text.length;
  let source = '';
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at]!;
    // The last group is mostly one of the nine.
    if (at === 9 && group === groups[8]) break;
    const found = subject.indexOf(group, start);
    const ahead = found < 0 ? subject.lastIndexOf(group, start) - start : found - start;
    far += Math.abs(ahead) + group.length;
    const held = `([^]{${group.length}})`;
    source += ahead < 0 ? `(?<=(?=${held})[^]{${-ahead}})` : `(?=[^]{${ahead}}${held})`;
  }
  source += `[^]{${text.length}}`;
  if (far > FARTHEST) {
    forgetMatches();
    return;
  }
  if (made.source !== source) made = { source, pattern: new Native(source, 'y') };
  made.pattern.lastIndex = start;
  apply(exec, made.pattern, [subject]);
}

/** A function after which the page's last match is what it was. It takes half a microsecond, and calls no code of the page. */
export function quietly<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result {
  return (...args) => {
    if (isQuiet) return work(...args);
    const match = lastMatch();
    isQuiet = true;
    try {
      return work(...args);
    } finally {
      isQuiet = false;
      matchAgain(match);
    }
  };
}

/** Whether a pattern is in a text. */
export const matches = quietly((pattern: RegExp, text: string): boolean => pattern.test(text));

/** For when the runtime has been set up: the page has matched nothing yet. */
export function forgetMatches(): void {
  apply(exec, /(?:)/, ['']);
}
