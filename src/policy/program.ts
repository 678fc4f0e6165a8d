import type { Facts } from '../model/decision.ts';
import type { ConditionName } from './conditions/conditions.ts';
import { CONDITIONS } from './conditions/conditions.ts';
import type { SetKind, TestKind } from './conditions/contract.ts';
import { lowerAll } from './conditions/glob.ts';
import type { Leaf } from './leaf.ts';
import { MAY_HOLD, type Screen } from './screen.ts';
import { byWords, type Sieve, type Sift } from './sieve.ts';
import { FALSE, type Level, levelOf, TRUE, UNKNOWN } from './truth.ts';

/** Tests gathered from all policies of a set; equal ones are one. */
export interface Leaves {
  /** The leaf of these values, new or as gathered before. */
  take(name: ConditionName, values: unknown): Leaf;
  /** Closes the gathering. `sifts`: of each kind that has a sieve, which slots may come out other than false. */
  finish(): { readonly begin: Program; readonly sifts: ReadonlyMap<ConditionName, Sift> };
}

/** Answers tests about one set of facts. */
export interface Run {
  readonly facts: Facts;
  answer(leaf: Leaf): Level;
  /** Whether a condition may hold or be unknown; what is let by here may still not. */
  mayHold(screen: Screen): boolean;
}

/** Begins a run. A run is over when the next begins: they share their memory, and deciding never waits. */
export type Program = (facts: Facts) => Run;

/** What one test makes of the facts, by itself. */
export function answerAlone(name: ConditionName, values: unknown, facts: Facts): Level {
  const kind = CONDITIONS[name] as SetKind | TestKind;
  if (kind.compile) return kind.compile(values as never)(facts);
  const wanted = new Set(lowerAll(values as readonly string[]));
  return levelOf(kind.facts(facts)?.some((value) => wanted.has(value)));
}

const UNASKED = 3;

/** All leaves of one kind that has a sieve; their slots are in a row. */
interface Shelf {
  readonly from: number;
  readonly to: number;
  /** In slots. */
  readonly sift: Sift;
  /** Of what the sieve names, and of all where it cannot tell: asked one by one where left open. */
  readonly named: (facts: Facts) => typeof TRUE | typeof UNASKED;
  readonly untold: typeof UNKNOWN | typeof UNASKED;
}

export function gatherLeaves(): Leaves {
  const leaves = new Map<string, Leaf>();
  return {
    take(name, values) {
      const key = `${name} ${JSON.stringify(values)}`;
      const leaf = leaves.get(key) ?? { name, values, slot: -1 };
      leaves.set(key, leaf);
      return leaf;
    },
    finish() {
      const sorted = [...leaves.values()].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
      for (const [slot, leaf] of sorted.entries()) leaf.slot = slot;
      return programOf(sorted);
    },
  };
}

function programOf(leaves: readonly Leaf[]): {
  readonly begin: Program;
  readonly sifts: ReadonlyMap<ConditionName, Sift>;
} {
  const shelves = new Map<ConditionName, Shelf>();
  const tests: (((facts: Facts) => Level) | undefined)[] = [];
  for (const { name, values, slot } of leaves) {
    const kind = CONDITIONS[name] as SetKind | TestKind;
    if (kind.compile) tests[slot] = kind.compile(values as never);
    if (!shelves.has(name) && sieveOf(name)) shelves.set(name, shelfOf(name, leaves));
  }
  const levels = new Uint8Array(leaves.length);
  const sifted = new Set<ConditionName>();
  const begin: Program = (facts) => {
    levels.fill(UNASKED);
    sifted.clear();
    function ask(slot: number): number {
      const { name } = leaves[slot]!;
      const shelf = shelves.get(name);
      if (shelf && !sifted.has(name)) {
        sifted.add(name);
        fillShelf(shelf, facts, levels);
        if (levels[slot] !== UNASKED) return levels[slot]!;
      }
      levels[slot] = tests[slot]!(facts);
      return levels[slot];
    }
    return {
      facts,
      answer({ slot }) {
        return (levels[slot] === UNASKED ? ask(slot) : levels[slot]) as Level;
      },
      mayHold({ begin: first, steps }) {
        let at = first;
        while (at >= 0) {
          const slot = steps[at]!;
          const level = levels[slot] === UNASKED ? ask(slot) : levels[slot];
          at = level === steps[at + 1] ? steps[at + 3]! : steps[at + 2]!;
        }
        return at === MAY_HOLD;
      },
    };
  };
  return { begin, sifts: new Map([...shelves].map(([name, { sift }]) => [name, sift])) };
}

function shelfOf(name: ConditionName, leaves: readonly Leaf[]): Shelf {
  const own = leaves.filter((leaf) => leaf.name === name);
  const from = own[0]!.slot;
  const sieve = sieveOf(name)!;
  const inShelf = sieve.build(own.map(({ values }) => values));
  let last: { readonly facts: Facts; readonly slots: readonly number[] | undefined } | undefined;
  const isSet = (CONDITIONS[name] as SetKind | TestKind).facts !== undefined;
  return {
    from,
    to: from + own.length,
    // Asked twice a decision: for the policies that may match, and for the answers.
    sift(facts) {
      if (last?.facts !== facts) last = { facts, slots: inShelf(facts)?.map((number) => from + number) };
      return last.slots;
    },
    named: (facts) => (sieve.isExact?.(facts) ? TRUE : UNASKED),
    untold: isSet ? UNKNOWN : UNASKED,
  };
}

function fillShelf({ from, to, sift, named, untold }: Shelf, facts: Facts, levels: Uint8Array): void {
  const slots = sift(facts);
  levels.fill(slots === undefined ? untold : FALSE, from, to);
  if (!slots?.length) return;
  const level = named(facts);
  for (const slot of slots) levels[slot] = level;
}

/** What tells the tests of a kind apart: of a set kind that is the set itself. */
function sieveOf(name: ConditionName): Sieve<unknown> | undefined {
  const kind = CONDITIONS[name] as SetKind | TestKind;
  if (!kind.facts) return kind.sieve as Sieve<unknown> | undefined;
  const words = (values: unknown): readonly string[] => lowerAll(values as readonly string[]);
  return { ...byWords(words, kind.facts), isExact: () => true };
}

/** What a leaf can be found by; undefined where its kind has no sieve. */
export function marksOf({ name, values }: Leaf): readonly string[] | undefined {
  return sieveOf(name)?.marks(values);
}
