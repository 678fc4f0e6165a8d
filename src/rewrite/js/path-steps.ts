import type { AnyNode, CallExpression } from 'acorn';
import { nameOfMember, withoutParens } from './expressions.ts';
import type { Scope } from './scope.ts';
import type { Walk } from './walk.ts';

/** Methods of lists that call a function for each item, with the place of the item among its parameters. */
const STEPPERS: ReadonlyMap<string, number> = new Map([
  ['every', 0],
  ['forEach', 0],
  ['map', 0],
  ['reduce', 1],
  ['some', 0],
]);
const TAKERS: ReadonlySet<string> = new Set(['at', 'pop', 'shift']);

/** A call of a method by its name, and what it is called on. */
function methodOf(node: AnyNode): { readonly name: string; readonly on: AnyNode } | undefined {
  if (node.type !== 'CallExpression') return undefined;
  const callee = withoutParens(node.callee);
  const name = callee.type === 'MemberExpression' ? nameOfMember(callee) : undefined;
  return callee.type === 'MemberExpression' && name !== undefined
    ? { name, on: withoutParens(callee.object) }
    : undefined;
}

/**
 * Whether a value is a text in parts, as `path.split('.')`. What a program names so (`'location.host'`) it reads from a window on, one
 * property after the other; interfaces of other languages to script do (Blazor).
 */
export function isPath(node: AnyNode, from: Scope): boolean {
  let inner = withoutParens(node);
  for (let method = methodOf(inner); method; method = methodOf(inner)) {
    if (method.name === 'split' && inner.type === 'CallExpression') {
      const [by] = inner.arguments;
      return by?.type === 'Literal' && by.value === '.';
    }
    if (method.name !== 'slice') return false;
    inner = method.on;
  }
  return inner.type === 'Identifier' && isKnown(inner.name, from);
}

/** Whether a value is one of these parts: `parts[at]`, `parts.shift()`. */
export function isStep(node: AnyNode, from: Scope): boolean {
  const inner = withoutParens(node);
  if (inner.type === 'MemberExpression') return inner.computed && isPath(inner.object, from);
  const method = methodOf(inner);
  return method !== undefined && TAKERS.has(method.name) && isPath(method.on, from);
}

function isKnown(name: string, from: Scope): boolean {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) if (scope.paths?.has(name)) return true;
  return false;
}

/** Keeps in mind that a variable is given a path, or a property of a variable by a computed key. */
export function notePath(target: AnyNode, value: AnyNode, scope: Scope): void {
  if (target.type !== 'Identifier') return;
  const { hoist } = scope;
  if (isPath(value, scope)) (hoist.paths ??= new Set()).add(target.name);
  const inner = withoutParens(value);
  if (inner.type !== 'MemberExpression' || !inner.computed || inner.object.type !== 'Identifier') return;
  (hoist.taken ??= new Map()).set(target.name, inner.object.name);
}

/** Keeps in mind what a call tells: what parameters of its function are, and that a method is bound to the object it was taken from. */
export function noteSteps(node: CallExpression, scope: Scope, walk: Walk): void {
  const method = methodOf(node);
  if (!method) return;
  const [first] = node.arguments;
  const place = STEPPERS.get(method.name);
  if (place !== undefined && (first?.type === 'FunctionExpression' || first?.type === 'ArrowFunctionExpression')) {
    const param = first.params[place];
    if (param && isPath(method.on, scope)) walk.steps.add(param);
  }
  // `const f = o[key]; f.bind(o)`: to make a function costs more than a guard.
  if (method.name !== 'bind' || method.on.type !== 'Identifier' || first?.type !== 'Identifier') return;
  const { hoist } = scope;
  if (hoist.taken?.get(method.on.name) === first.name) (hoist.owners ??= new Set()).add(first.name);
}

/** Whether methods are bound to an object that it was asked for by a computed key. To be asked when the whole program was walked. */
export function isBoundTo(object: AnyNode, { hoist }: Scope): boolean {
  const inner = withoutParens(object);
  return inner.type === 'Identifier' && hoist.owners?.has(inner.name) === true;
}
