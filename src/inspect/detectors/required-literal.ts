/** Shorter ones are in most texts. */
const LEAST = 2;
const REPEAT = /^\{\d+(?:,\d*)?\}/;
/** Escapes that stand for a class of characters or a place. */
const CLASSES = /[dDwWsSbBAz]/;

/**
 * The longest plain text that everything an RE2 expression fits has in it, in some case: where that is not, the expression need not be
 * tried. Undefined where there is none that can be told with certainty; only the outermost sequence is looked at.
 */
export function requiredLiteral(pattern: string): string | undefined {
  let longest = '';
  let run = '';
  const endRun = (): void => {
    if (run.length > longest.length) longest = run;
    run = '';
  };
  for (let at = 0; at < pattern.length; ) {
    const sign = pattern[at]!;
    const rest = pattern.slice(at);
    if (sign === '|' || sign === ')') return undefined;
    if (sign === '\\') {
      const escaped = pattern[at + 1] ?? '';
      if (/[!-/:-@[-`{-~]/.test(escaped)) run += escaped;
      else if (CLASSES.test(escaped)) endRun();
      else return undefined;
      at += 2;
    } else if (sign === '(') {
      // Flags hold for what follows.
      if (rest.startsWith('(?') && !/^\(\?(?:P?<|:)/.test(rest)) return undefined;
      const end = endOfGroup(pattern, at);
      if (end === undefined) return undefined;
      endRun();
      at = end;
    } else if (sign === '[') {
      const end = endOfClass(pattern, at);
      if (end === undefined) return undefined;
      endRun();
      at = end;
    } else if (sign === '*' || sign === '?' || sign === '{') {
      const repeat = sign === '{' ? REPEAT.exec(rest) : [sign];
      if (repeat === null) return undefined;
      run = run.slice(0, -1);
      endRun();
      at += repeat[0]!.length;
    } else {
      if (sign >= ' ' && sign <= '~' && !'.^$+'.includes(sign)) run += sign;
      else endRun();
      at++;
    }
  }
  endRun();
  return longest.length < LEAST ? undefined : longest;
}

/** Behind the bracket that closes a group; undefined where that is not certain. */
function endOfGroup(pattern: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < pattern.length; ) {
    const sign = pattern[at]!;
    if (sign === '\\') {
      if (pattern[at + 1] === 'Q') return undefined;
      at += 2;
    } else if (sign === '[') {
      const end = endOfClass(pattern, at);
      if (end === undefined) return undefined;
      at = end;
    } else {
      if (sign === '(') depth++;
      if (sign === ')' && --depth === 0) return at + 1;
      at++;
    }
  }
  return undefined;
}

/** Behind the bracket that closes a class of characters. */
function endOfClass(pattern: string, from: number): number | undefined {
  let at = from + 1;
  if (pattern[at] === '^') at++;
  // The first one is one of the characters.
  if (pattern[at] === ']') at++;
  while (at < pattern.length) {
    const sign = pattern[at]!;
    if (sign === ']') return at + 1;
    if (sign === '\\') at += 2;
    else if (pattern.startsWith('[:', at)) {
      const end = pattern.indexOf(':]', at);
      if (end < 0) return undefined;
      at = end + 2;
    } else at++;
  }
  return undefined;
}
