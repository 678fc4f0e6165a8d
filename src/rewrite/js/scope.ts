import type { AnyNode } from 'acorn';

/** Names whose binding matters: a local of that name is the app's own and is left alone. */
export type TrackedName = 'location' | 'eval';

/** A lexical scope (ECMA-262 section 9.1), as far as the tracked names go. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** Where `var` of this scope lands. */
  readonly hoist: Scope;
  readonly names: Set<string>;
  /** In the body of a `with`, any name may be a property of the object: nothing is known. */
  readonly dynamic: boolean;
}

export function createScope(parent: Scope | undefined, isFunction: boolean, dynamic = false): Scope {
  const scope = { parent, names: new Set<string>(), dynamic: dynamic || (parent?.dynamic ?? false) } as {
    -readonly [Key in keyof Scope]: Scope[Key];
  };
  scope.hoist = isFunction || !parent ? scope : parent.hoist;
  return scope;
}

export function isTracked(name: string): name is TrackedName {
  return name === 'location' || name === 'eval';
}

export function isFree(name: string, scope: Scope): boolean {
  for (let each: Scope | undefined = scope; each; each = each.parent) if (each.names.has(name)) return false;
  return !scope.dynamic;
}

/** Declares every tracked name a binding pattern binds. */
export function declarePattern(pattern: AnyNode | null | undefined, scope: Scope): void {
  const open: (AnyNode | null | undefined)[] = [pattern];
  for (let node = open.pop(); open.length > 0 || node; node = open.pop()) {
    if (!node) continue;
    switch (node.type) {
      case 'Identifier':
        if (isTracked(node.name)) scope.names.add(node.name);
        break;
      case 'ObjectPattern':
        open.push(...node.properties);
        break;
      case 'Property':
        open.push(node.value);
        break;
      case 'ArrayPattern':
        open.push(...node.elements);
        break;
      case 'AssignmentPattern':
        open.push(node.left);
        break;
      case 'RestElement':
        open.push(node.argument);
        break;
    }
  }
}
