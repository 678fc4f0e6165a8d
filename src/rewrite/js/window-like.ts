import type { AnyNode } from 'acorn';
import { nameOfMember, withoutParens } from './expressions.ts';
import { isGivenWindow, lookUp, NAME_BITS, type Scope, topOf } from './scope.ts';

/** Names of the global object or document, whoever binds them (`(function (window) {…})(window)`). */
const ALWAYS: ReadonlySet<string> = new Set(['window', 'globalThis', 'document']);
/** Names of a window where they are free; as locals they are mostly something else (`var self = this`). */
const WHILE_FREE: ReadonlySet<string> = new Set(['self', 'top', 'parent', 'frames', 'opener']);
/** Properties of any object that hold a window or document. */
const PROPERTIES: ReadonlySet<string> = new Set(['contentWindow', 'contentDocument', 'defaultView', 'ownerDocument']);

/**
 * Whether an expression is a window or document by its looks or by what its name is given; only then is a computed access with an unknown key guarded,
 * as guarding all of them would make hot loops many times slower. To be asked when all bindings are known.
 */
export function isWindowLike(node: AnyNode, scope: Scope): boolean {
  return CHOICES.has(node.type) ? valuesOf(node).some((value) => isOne(value, scope)) : isOne(node, scope);
}

function isOne(node: AnyNode, scope: Scope): boolean {
  const inner = ownerOf(node);
  if (inner === 'holder') return true;
  if (inner?.type === 'ThisExpression') return scope.globalThis;
  if (inner?.type !== 'Identifier') return false;
  return ALWAYS.has(inner.name) || isFreeWindow(inner.name, scope) || isGivenWindow(inner.name, scope);
}

/** Expressions that give the value of one within them. */
const CHOICES: ReadonlySet<string> = new Set([
  'AssignmentExpression',
  'ConditionalExpression',
  'LogicalExpression',
  'ParenthesizedExpression',
  'SequenceExpression',
]);

/** Expressions within one that are looked into: those of libraries that ask for their global object have a handful. */
const MOST_VALUES = 64;

/** What an expression may give: `typeof self < "u" ? self : window || this` has three. */
function valuesOf(node: AnyNode): AnyNode[] {
  const values: AnyNode[] = [];
  const open: AnyNode[] = [node];
  for (let seen = 0; seen < MOST_VALUES; seen++) {
    const next = open.pop();
    if (!next) break;
    const inner = withoutParens(next);
    if (inner.type === 'ConditionalExpression') open.push(inner.consequent, inner.alternate);
    else if (inner.type === 'LogicalExpression') open.push(inner.left, inner.right);
    else if (inner.type === 'AssignmentExpression') open.push(inner.right);
    else if (inner.type === 'SequenceExpression') open.push(inner.expressions.at(-1)!);
    else values.push(inner);
  }
  return values;
}

/** Whether an expression is the realm's own window or document for certain, whatever a page has put in the place of others. */
export function isOwnWindow(node: AnyNode, scope: Scope): boolean {
  const inner = ownerOf(node);
  if (inner === 'holder' || isEvaluated(scope)) return false;
  if (inner?.type === 'ThisExpression') return scope.globalThis;
  return inner?.type === 'Identifier' && isFreeWindow(inner.name, scope);
}

/** In the text of a direct eval names may be those of its caller. */
function isEvaluated(scope: Scope): boolean {
  return topOf(scope).evaluated;
}

function isFreeWindow(name: string, scope: Scope): boolean {
  return (ALWAYS.has(name) || WHILE_FREE.has(name)) && lookUp(NAME_BITS[name] ?? 0, scope) === 'free';
}

/** What a path of windows begins with (`a` of `a.parent.document`); `holder` where it comes from a property that holds nothing else. */
function ownerOf(node: AnyNode): AnyNode | 'holder' | undefined {
  let inner = withoutParens(node);
  while (inner.type === 'MemberExpression') {
    const name = nameOfMember(inner);
    if (name === undefined) return undefined;
    if (PROPERTIES.has(name)) return 'holder';
    if (!ALWAYS.has(name) && !WHILE_FREE.has(name)) return undefined;
    inner = withoutParens(inner.object);
  }
  return inner;
}
