/** What testharness.js says of a page, its numbers in words. */
const PAGE = ['OK', 'ERROR', 'TIMEOUT', 'PRECONDITION_FAILED'];
const SUBTEST = ['PASS', 'FAIL', 'TIMEOUT', 'NOTRUN', 'PRECONDITION_FAILED'];
/** Characters of a name or a message that are shown. */
const SHOWN = 200;

export interface Outcome {
  readonly status: number;
  readonly message: string | null;
  readonly subtests: readonly { readonly name: string; readonly status: number; readonly message: string | null }[];
}

/** Of a page that never came to its end. */
export const NO_OUTCOME: Outcome = { status: 2, message: 'no outcome', subtests: [] };

/** Where the second differs: a line each, what differs before the first ` | `. */
export function differences(bare: Outcome, through: Outcome): string[] {
  const found: string[] = [];
  const tell = (what: string, from: string | undefined, to: string | undefined, message: string | null): void => {
    found.push(`${from} -> ${to}: ${what.slice(0, SHOWN)} | ${(message ?? '').slice(0, SHOWN)}`);
  };
  if (bare.status !== through.status)
    tell('the page', PAGE[bare.status], PAGE[through.status], through.message ?? bare.message);
  const there = new Map(through.subtests.map((subtest) => [subtest.name, subtest]));
  for (const { name, status, message } of bare.subtests) {
    const other = there.get(name);
    if (other === undefined) tell(name, SUBTEST[status], 'missing', message);
    else if (other.status !== status) tell(name, SUBTEST[status], SUBTEST[other.status], other.message ?? message);
  }
  return found;
}

/** Those that came in both runs, with what the second said. */
export function lasting(first: readonly string[], second: readonly string[]): string[] {
  const key = (line: string): string => line.split(' | ')[0]!;
  const keys = new Set(first.map(key));
  return second.filter((line) => keys.has(key(line)));
}
