import type { Facts } from '../model/decision.ts';
import type { CompiledPolicy } from './compiled-policy.ts';
import { CONDITIONS, type ConditionName } from './conditions/conditions.ts';
import type { SetKind, TestKind } from './conditions/contract.ts';
import type { Leaf } from './program.ts';

/** The policies about one activity, shelved by a test that must hold for them to hold, so that most are never looked at. */
export interface Bucket {
  add(policy: CompiledPolicy): void;
  /** Every policy that may match these facts, each once; in no order. */
  candidates(facts: Facts): readonly CompiledPolicy[];
}

/** Kinds by which policies are shelved, those first that part them best. */
const SHELVED: readonly ConditionName[] = ['user', 'group', 'app', 'country', 'network', 'risk', 'method'];

interface Shelf {
  readonly facts: SetKind['facts'];
  readonly every: CompiledPolicy[];
  readonly byValue: Map<string, CompiledPolicy[]>;
}

export function createBucket(): Bucket {
  const unshelved: CompiledPolicy[] = [];
  const shelves = new Map<ConditionName, Shelf>();
  return {
    add(policy) {
      const leaf = shelvingLeaf(policy.when?.required ?? []);
      const facts = leaf && (CONDITIONS[leaf.name] as SetKind | TestKind).facts;
      if (!leaf || !facts) {
        unshelved.push(policy);
        return;
      }
      const shelf: Shelf = shelves.get(leaf.name) ?? { facts, every: [], byValue: new Map() };
      shelves.set(leaf.name, shelf);
      shelf.every.push(policy);
      for (const value of new Set((leaf.values as readonly string[]).map((each) => each.toLowerCase()))) {
        const list = shelf.byValue.get(value);
        if (list) list.push(policy);
        else shelf.byValue.set(value, [policy]);
      }
    },
    candidates(facts) {
      // A policy is on one shelf or on none; only a shelf can give it twice.
      const found = new Set<CompiledPolicy>();
      for (const { facts: factsOf, every, byValue } of shelves.values()) {
        const values = factsOf(facts);
        // Unknown: any of them may hold.
        if (values === undefined) for (const policy of every) found.add(policy);
        for (const value of values ?? []) for (const policy of byValue.get(value) ?? []) found.add(policy);
      }
      return found.size === 0 ? unshelved : [...unshelved, ...found];
    },
  };
}

function shelvingLeaf(required: readonly Leaf[]): Leaf | undefined {
  for (const name of SHELVED) {
    const leaf = required.find((each) => each.name === name);
    if (leaf) return leaf;
  }
  return undefined;
}
