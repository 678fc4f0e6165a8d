import { CONDITIONS, type ConditionName } from './conditions/conditions.ts';
import type { SetKind, TestKind } from './conditions/contract.ts';
import { OF_FILE } from './content-conditions.ts';
import type { Leaf } from './leaf.ts';
import type { Condition, OnUnknown } from './policy-document.ts';
import type { Leaves, Run } from './program.ts';
import { type Reason, reasonOf } from './reasons.ts';
import type { Outline } from './screen.ts';
import { allOf, anyOf, FALSE, type Level, not, TRUE, TRUTHS, type Truth, UNKNOWN } from './truth.ts';

/** A part of a condition tree, with its answer and what it was answered from. */
export interface Explained {
  readonly kind: 'test' | 'all' | 'any' | 'not';
  readonly truth: Truth;
  /** What made the answer what it is: of an `any` that holds the branches that hold, of an `all` that fails those that fail. */
  readonly reasons: readonly Reason[];
  /** Of a test: its key, the values written and the fact it looked at; undefined is unknown. */
  readonly name?: ConditionName;
  readonly values?: unknown;
  readonly fact?: string | undefined;
  /** Set where the fact was unknown and the condition says what then. */
  readonly onUnknown?: OnUnknown;
  readonly parts: readonly Explained[];
}

/** A condition compiled. Both answers come from the same tests. */
export interface Tree {
  level(run: Run): Level;
  explain(run: Run): Explained;
  /** Every test in it. */
  readonly leaves: readonly Leaf[];
  /** What is quickly seen: without it the tree does not hold. */
  readonly outline: Outline;
  /** The cheapest leaves of which one at least must hold, or be unknown, for the tree to hold; undefined where there are none. */
  watched(costOf: (leaf: Leaf) => number | undefined): Watched | undefined;
}

interface Watched {
  readonly leaves: readonly Leaf[];
  readonly cost: number;
}

type Holding = typeof TRUE | typeof FALSE;
const ANYTHING: Outline = { all: [] };

/** Compiles a condition; its tests become leaves of the set. `holds`: what a test must come to for the whole to hold. */
export function compileTree(condition: Condition, leaves: Leaves, holds: Holding = TRUE): Tree {
  const parts: Tree[] = [];
  for (const name of Object.keys(CONDITIONS) as ConditionName[]) {
    const values = condition[name];
    if (values !== undefined) parts.push(test(leaves.take(name, values), condition.unknown, holds));
  }
  if (condition.all)
    parts.push(
      branch(
        'all',
        condition.all.map((each) => compileTree(each, leaves, holds)),
        holds,
      ),
    );
  if (condition.any)
    parts.push(
      branch(
        'any',
        condition.any.map((each) => compileTree(each, leaves, holds)),
        holds,
      ),
    );
  if (condition.not) parts.push(inverse(compileTree(condition.not, leaves, holds === TRUE ? FALSE : TRUE)));
  return parts.length === 1 ? parts[0]! : branch('all', parts, holds);
}

function test(leaf: Leaf, onUnknown: OnUnknown | undefined, holds: Holding): Tree {
  const settled: Level = onUnknown === undefined ? UNKNOWN : onUnknown === 'matches' ? TRUE : FALSE;
  // What nobody has looked at yet is not what nobody knows.
  const awaited = ({ facts }: Run): boolean =>
    (leaf.name === 'content' && facts.content === 'unread') ||
    (facts.unmade === true && OF_FILE.some((name) => name === leaf.name));
  const kind = CONDITIONS[leaf.name] as SetKind | TestKind;
  const told = kind.compile && kind.told?.(leaf.values as never);
  const { claimed } = kind;
  const answered = (run: Run): Level => {
    const answer = run.answer(leaf);
    return claimed !== undefined && answer !== holds && claimed(run.facts) ? UNKNOWN : answer;
  };
  const isPlain = claimed === undefined && settled === UNKNOWN;
  const level = isPlain
    ? (run: Run): Level => run.answer(leaf)
    : (run: Run): Level => {
        const answer = answered(run);
        return answer === UNKNOWN && !awaited(run) ? settled : answer;
      };
  return {
    level,
    explain(run) {
      const answer = answered(run);
      const settling: readonly Reason[] = answer === UNKNOWN && onUnknown !== undefined ? [`unknown-${onUnknown}`] : [];
      return {
        kind: 'test',
        truth: TRUTHS[level(run)],
        reasons: [...(told?.(run.facts) ?? [reasonOf(leaf.name, TRUTHS[answer])]), ...settling],
        name: leaf.name,
        values: leaf.values,
        fact: factShown(leaf.name, run),
        ...(answer === UNKNOWN && onUnknown !== undefined ? { onUnknown } : {}),
        parts: [],
      };
    },
    leaves: [leaf],
    outline: claimed === undefined ? { leaf, unless: holds === TRUE ? FALSE : TRUE } : ANYTHING,
    watched(costOf) {
      const cost = claimed === undefined ? costOf(leaf) : undefined;
      return cost === undefined ? undefined : { leaves: [leaf], cost };
    },
  };
}

function factShown(name: ConditionName, { facts }: Run): string | undefined {
  const kind = CONDITIONS[name] as SetKind | TestKind;
  if (kind.shown) return kind.shown(facts);
  const values = kind.facts(facts);
  return values && (values.join(', ') || 'none');
}

function branch(kind: 'all' | 'any', parts: readonly Tree[], holds: Holding): Tree {
  const outlines = parts.map(({ outline }) => outline);
  const [join, decisive] = kind === 'all' ? [allOf, FALSE] : [anyOf, TRUE];
  return {
    level(run) {
      let joined: Level = kind === 'all' ? TRUE : FALSE;
      for (const part of parts) {
        const level = part.level(run);
        if (level === decisive) return level;
        if (level === UNKNOWN) joined = UNKNOWN;
      }
      return joined;
    },
    explain(run) {
      const explained = parts.map((part) => part.explain(run));
      const truth = TRUTHS[join(explained.map((part) => TRUTHS.indexOf(part.truth) as Level))];
      const telling = explained.filter((part) => part.truth === truth);
      return { kind, truth, reasons: [...new Set(telling.flatMap(({ reasons }) => reasons))], parts: explained };
    },
    leaves: parts.flatMap(({ leaves }) => leaves),
    // Behind a `not`, one of them is as all are before it.
    outline: (kind === 'all') === (holds === TRUE) ? { all: outlines } : { any: outlines },
    watched(costOf) {
      const each = parts.map((part) => part.watched(costOf));
      const found = each.filter((one) => one !== undefined);
      if (kind === 'all') return found.toSorted((a, b) => a.cost - b.cost)[0];
      if (found.length < parts.length) return undefined;
      return {
        leaves: [...new Set(found.flatMap(({ leaves }) => leaves))],
        cost: found.reduce((sum, { cost }) => sum + cost, 0),
      };
    },
  };
}

function inverse(inner: Tree): Tree {
  return {
    level: (run) => not(inner.level(run)),
    explain(run) {
      const explained = inner.explain(run);
      const truth = TRUTHS[not(TRUTHS.indexOf(explained.truth) as Level)];
      return { kind: 'not', truth, reasons: explained.reasons, parts: [explained] };
    },
    leaves: inner.leaves,
    outline: inner.outline,
    watched: () => undefined,
  };
}
