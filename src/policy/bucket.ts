import type { Facts } from '../model/decision.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import type { ConditionName } from './conditions/conditions.ts';
import type { Leaf } from './leaf.ts';
import { marksOf } from './program.ts';
import type { Sift } from './sieve.ts';

/** Every policy about one activity that may match these facts, each once; in no order. */
export type Bucket = (facts: Facts) => readonly CompiledPolicy[];

/** The policies that wait for a test of one kind. */
interface Shelf {
  readonly sift: Sift;
  readonly every: CompiledPolicy[];
  readonly bySlot: Map<number, CompiledPolicy[]>;
}

/**
 * Shelves the policies about one activity by tests of which one must hold for them to hold, so that most are never looked at:
 * by those that fewest other policies share.
 */
export function createBucket(policies: readonly CompiledPolicy[], sifts: ReadonlyMap<ConditionName, Sift>): Bucket {
  const costOf = costs(policies);
  const unshelved: CompiledPolicy[] = [];
  const shelves = new Map<ConditionName, Shelf>();
  for (const policy of policies) {
    const watched = policy.when?.watched(costOf)?.leaves;
    if (!watched) unshelved.push(policy);
    for (const { name, slot } of watched ?? []) {
      const shelf: Shelf = shelves.get(name) ?? { sift: sifts.get(name)!, every: [], bySlot: new Map() };
      shelves.set(name, shelf);
      shelf.every.push(policy);
      const waiting = shelf.bySlot.get(slot);
      if (waiting) waiting.push(policy);
      else shelf.bySlot.set(slot, [policy]);
    }
  }
  return (facts) => {
    const found = new Set<CompiledPolicy>();
    for (const { sift, every, bySlot } of shelves.values()) {
      const slots = sift(facts);
      // Unknown: any of them may hold.
      if (slots === undefined) for (const policy of every) found.add(policy);
      for (const slot of slots ?? []) for (const policy of bySlot.get(slot) ?? []) found.add(policy);
    }
    return found.size === 0 ? unshelved : [...unshelved, ...found];
  };
}

/** How many policies a look-up by a leaf brings up at worst; undefined where nothing looks it up. */
function costs(policies: readonly CompiledPolicy[]): (leaf: Leaf) => number | undefined {
  const marks = new Map<Leaf, readonly string[] | undefined>();
  const shared = new Map<string, number>();
  for (const { when } of policies)
    for (const leaf of new Set(when?.leaves ?? [])) {
      if (!marks.has(leaf)) marks.set(leaf, marksOf(leaf));
      for (const mark of new Set(marks.get(leaf))) {
        const key = `${leaf.name} ${mark}`;
        shared.set(key, (shared.get(key) ?? 0) + 1);
      }
    }
  return (leaf) =>
    marks
      .get(leaf)
      ?.reduce((sum, mark) => sum + (mark === '' ? policies.length : (shared.get(`${leaf.name} ${mark}`) ?? 0)), 0);
}
