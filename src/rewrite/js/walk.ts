import type { AnyNode, Node } from 'acorn';
import { CHILDREN } from './children.ts';
import type { ScriptOptions } from './contract.ts';
import type { Insertions } from './insertions.ts';
import type { Scope } from './scope.ts';

/** How an expression or pattern is used by what holds it. */
export type Use =
  | 'read'
  /** Assigned to, updated or deleted. */
  | 'write'
  /** A binding pattern: its identifiers are declarations. */
  | 'bind'
  /** Called by its name. */
  | 'call'
  /** Evaluated for its effects: the value is dropped. */
  | 'effect';

/** The callee of a `new`, which gets parentheses when a guard lands on its spine: `new (of(a).location)()`. */
export interface Callee {
  guarded: boolean;
}

export interface Place {
  readonly scope: Scope;
  readonly use: Use;
  readonly callee: Callee | undefined;
}

/** What the visitors of one rewrite share. */
export interface Walk {
  readonly source: string;
  readonly insertions: Insertions;
  /** Replacements of static specifiers. */
  readonly specifiers: { start: number; end: number; text: string }[];
  readonly url: (specifier: string) => string;
  readonly base: ScriptOptions['base'];
  /** Members of optional chains whose guard closes in a way of its own, by the plan of their chain. */
  readonly planned: Map<Node, 'till' | 'till within' | 'of'>;
  /** Members that have all the guards they need. */
  readonly settled: Set<Node>;
  /** What parameters of functions that are called where they stand are given, and where. */
  readonly passed: Map<Node, { readonly value: AnyNode; readonly scope: Scope }>;
  /** Parameters that are given steps of a path. */
  readonly steps: Set<Node>;
  visit(node: AnyNode | null | undefined, scope: Scope, use?: Use, callee?: Callee): void;
  visitAll(nodes: readonly (AnyNode | null)[], scope: Scope, use?: Use): void;
  /** Binds what hangs on all other bindings; before `afterwards`. */
  atLast(bind: () => void): void;
  /** Runs when every binding is known. */
  afterwards(decide: () => void): void;
}

export type Visitor<Kind extends AnyNode> = (node: Kind, place: Place, walk: Walk) => void;
export type Visitors = { readonly [Type in AnyNode['type']]?: Visitor<Extract<AnyNode, { type: Type }>> };

/** Walks a tree without recursion. Nodes without a visitor are gone through by their children, as read. */
export function walkTree(
  roots: readonly AnyNode[],
  scope: Scope,
  visitors: Visitors,
  shared: Omit<Walk, 'visit' | 'visitAll' | 'atLast' | 'afterwards'>,
): void {
  const nodes: AnyNode[] = [];
  const places: Place[] = [];
  const bindings: (() => void)[] = [];
  const decisions: (() => void)[] = [];
  let plain: Place = { scope, use: 'read', callee: undefined };
  const walk: Walk = {
    ...shared,
    visit(node, within, use = 'read', callee = undefined) {
      if (!node) return;
      nodes.push(node);
      if (use !== 'read' || callee) places.push({ scope: within, use, callee });
      else if (plain.scope === within) places.push(plain);
      else places.push((plain = { scope: within, use, callee }));
    },
    visitAll(list, within, use) {
      for (let i = list.length - 1; i >= 0; i--) walk.visit(list[i], within, use);
    },
    atLast: (bind) => void bindings.push(bind),
    afterwards: (decide) => void decisions.push(decide),
  };
  walk.visitAll(roots, scope);
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    const place = places.pop() as Place;
    const visitor = visitors[node.type] as Visitor<AnyNode> | undefined;
    if (visitor) {
      visitor(node, place, walk);
      continue;
    }
    for (const key of CHILDREN[node.type] ?? []) {
      const child = (node as unknown as Record<string, AnyNode | (AnyNode | null)[] | null | undefined>)[key];
      if (Array.isArray(child)) walk.visitAll(child, place.scope);
      else walk.visit(child, place.scope);
    }
  }
  for (const bind of bindings) bind();
  for (const decide of decisions) decide();
}
