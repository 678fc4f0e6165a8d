import { RUNTIME } from './contract.ts';
import { TOKENS } from './tokens.ts';
import { undo } from './undo.ts';

/** How every name of ours begins. */
const BEGINNING = RUNTIME.slice(0, 3);
const LONGEST = Math.max(...Object.values(TOKENS).map(({ length }) => length));

/** What ends in the beginning of one of our texts may do so again without it; a text that does so for ever is nobody's code. */
const ROUNDS = 16;

/** Takes out of a text what `undo` does where it was cut off anywhere, as browsers quote code in reports: what begins one of our texts at its end goes as well. */
export function undoCut(source: string): string {
  let text = withoutUnended(source);
  for (let round = 0; round < ROUNDS; round++) {
    const cut = begunAtEnd(text);
    if (cut === 0) break;
    text = text.slice(0, -cut);
  }
  return undo(text);
}

/** Added code (added-code.ts) of which the end is missing goes. */
function withoutUnended(text: string): string {
  const from = text.lastIndexOf(`/*${RUNTIME}^`);
  return from < 0 || text.includes(`${RUNTIME}|*/`, from) ? text : text.slice(0, from);
}

/** Characters at the end that begin one of our texts. */
function begunAtEnd(text: string): number {
  const ends = [...Array(LONGEST).keys()]
    .map((at) => text.slice(-at - 1))
    .filter((end) => end.includes(BEGINNING) && Object.values(TOKENS).some((token) => token.startsWith(end)));
  return ends.at(-1)?.length ?? 0;
}
