import { RUNTIME } from './contract.ts';
import { TOKENS } from './tokens.ts';
import { undo } from './undo.ts';

/** How every name of ours begins. */
const BEGINNING = RUNTIME.slice(0, 3);
/** Characters of a text that may have been cut off: browsers quote forty (CSP 3, section 2.4.1). */
const MOST = 256;
const LONGEST = Math.max(...Object.values(TOKENS).map(({ length }) => length));

/** Takes out of a text what `undo` does where it was cut off anywhere, as browsers quote code in reports: what begins one of our texts at its end goes as well. */
export function undoCut(source: string): string {
  if (source.length > MOST) return undo(source);
  const starts = Array.from({ length: LONGEST }, (_, at) => source.slice(-at - 1)).filter(
    (end) => end.includes(BEGINNING) && Object.values(TOKENS).some((token) => token.startsWith(end)),
  );
  const cut = starts.at(-1)?.length ?? 0;
  return cut === 0 ? undo(source) : undoCut(source.slice(0, -cut));
}
