import type { Facts } from '../model/decision.ts';
import type { ConditionName } from './conditions/conditions.ts';
import { CONDITIONS } from './conditions/conditions.ts';
import type { SetKind, TestKind } from './conditions/contract.ts';
import { FALSE, type Level, levelOf, TRUE, UNKNOWN } from './truth.ts';

/** One test of one fact, answered at most once a decision however many policies ask for it. */
export interface Leaf {
  readonly name: ConditionName;
  readonly values: unknown;
  /** Where its answer stands in a run. */
  slot: number;
}

/** Tests gathered from all policies of a set; equal ones are one. */
export interface Leaves {
  /** The leaf of these values, new or as gathered before. */
  take(name: ConditionName, values: unknown): Leaf;
  /** Closes the gathering. */
  finish(): Program;
}

/** Answers tests about one set of facts. */
export interface Run {
  readonly facts: Facts;
  answer(leaf: Leaf): Level;
}

/** Begins a run. A run is over when the next begins: they share their memory, and deciding never waits. */
export type Program = (facts: Facts) => Run;

/** What one test makes of the facts, by itself. */
export function answerAlone(name: ConditionName, values: unknown, facts: Facts): Level {
  const kind = CONDITIONS[name] as SetKind | TestKind;
  if (kind.compile) return kind.compile(values as never)(facts);
  const wanted = new Set((values as readonly string[]).map((each) => each.toLowerCase()));
  return levelOf(kind.facts(facts)?.some((value) => wanted.has(value)));
}

const UNASKED = 3;

/** All leaves of one set kind: which slots each wanted value answers. */
interface Shelf {
  readonly facts: SetKind['facts'];
  readonly from: number;
  readonly to: number;
  readonly slotsOf: ReadonlyMap<string, readonly number[]>;
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

function programOf(leaves: readonly Leaf[]): Program {
  const shelves = new Map<ConditionName, Shelf>();
  const tests: (((facts: Facts) => Level) | undefined)[] = [];
  for (const { name, values, slot } of leaves) {
    const kind = CONDITIONS[name] as SetKind | TestKind;
    if (kind.facts) {
      if (!shelves.has(name)) shelves.set(name, shelfOf(name, kind.facts, leaves));
    } else tests[slot] = kind.compile(values as never);
  }
  const levels = new Uint8Array(leaves.length);
  return (facts) => {
    levels.fill(UNASKED);
    return {
      facts,
      answer(leaf) {
        const known = levels[leaf.slot];
        if (known !== UNASKED) return known as Level;
        const test = tests[leaf.slot];
        if (test) {
          const level = test(facts);
          levels[leaf.slot] = level;
          return level;
        }
        fillShelf(shelves.get(leaf.name)!, facts, levels);
        return levels[leaf.slot] as Level;
      },
    };
  };
}

function shelfOf(name: ConditionName, facts: SetKind['facts'], leaves: readonly Leaf[]): Shelf {
  const own = leaves.filter((leaf) => leaf.name === name);
  const slotsOf = new Map<string, number[]>();
  for (const { values, slot } of own) {
    for (const value of new Set((values as readonly string[]).map((each) => each.toLowerCase()))) {
      const slots = slotsOf.get(value);
      if (slots) slots.push(slot);
      else slotsOf.set(value, [slot]);
    }
  }
  return { facts, from: own[0]!.slot, to: own.at(-1)!.slot + 1, slotsOf };
}

function fillShelf({ facts: factsOf, from, to, slotsOf }: Shelf, facts: Facts, levels: Uint8Array): void {
  const values = factsOf(facts);
  levels.fill(values === undefined ? UNKNOWN : FALSE, from, to);
  for (const value of values ?? []) for (const slot of slotsOf.get(value) ?? []) levels[slot] = TRUE;
}
