/** Finds which of many pieces of text are in a text, in one pass over it however many there are. */
export type PieceFinder = (text: string, found: (piece: number) => void) => void;

/** Room for every UTF-16 code unit: state and unit make one key. */
const UNITS = 0x1_0000;

/**
 * The automaton of Aho and Corasick (1975). A piece may be told more than once; none may be empty. States are numbered from the
 * root, 0; steps are kept sparse, so that memory is in proportion to the pieces whatever their letters.
 */
export function createPieceFinder(pieces: readonly string[]): PieceFinder {
  const steps = new Map<number, number>();
  const told: number[][] = [[]];
  const breadthFirst: { readonly state: number; readonly parent: number; readonly unit: number; depth: number }[] = [];
  for (const [number, piece] of pieces.entries()) {
    let state = 0;
    for (let at = 0; at < piece.length; at++) {
      const key = state * UNITS + piece.charCodeAt(at);
      let next = steps.get(key);
      if (next === undefined) {
        next = told.push([]) - 1;
        steps.set(key, next);
        breadthFirst.push({ state: next, parent: state, unit: piece.charCodeAt(at), depth: at });
      }
      state = next;
    }
    told[state]!.push(number);
  }
  // Of the longest other beginning of a piece that a state ends with; and of the nearest such state that ends a piece.
  const shorter = new Int32Array(told.length);
  const ending = new Int32Array(told.length);
  breadthFirst.sort((a, b) => a.depth - b.depth);
  for (const { state, parent, unit, depth } of breadthFirst) {
    if (depth > 0) shorter[state] = stepFrom(shorter[parent]!, unit);
    const after = shorter[state]!;
    ending[state] = told[after]!.length > 0 ? after : ending[after]!;
  }

  function stepFrom(from: number, unit: number): number {
    let state = from;
    for (;;) {
      const next = steps.get(state * UNITS + unit);
      if (next !== undefined) return next;
      if (state === 0) return 0;
      state = shorter[state]!;
    }
  }

  return (text, found) => {
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = stepFrom(state, text.charCodeAt(at));
      for (let end = state; end !== 0; end = ending[end]!) for (const piece of told[end]!) found(piece);
    }
  };
}
