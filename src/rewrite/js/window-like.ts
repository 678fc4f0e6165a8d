import type { AnyNode } from 'acorn';
import { nameOfMember, withoutParens } from './expressions.ts';
import { lookUp, NAME_BITS, type Scope } from './scope.ts';

/** Names of the global object or document, whoever binds them (`(function (window) {…})(window)`). */
const ALWAYS: ReadonlySet<string> = new Set(['window', 'globalThis', 'document']);
/** Names of a window where they are free; as locals they are mostly something else (`var self = this`). */
const WHILE_FREE: ReadonlySet<string> = new Set(['self', 'top', 'parent', 'frames', 'opener']);
/** Properties of any object that hold a window or document. */
const PROPERTIES: ReadonlySet<string> = new Set(['contentWindow', 'contentDocument', 'defaultView', 'ownerDocument']);

/**
 * Whether an expression is a window or document by its looks; only then is a computed access with an unknown key guarded,
 * as guarding all of them would make hot loops many times slower. To be asked when all bindings are known.
 */
export function isWindowLike(node: AnyNode, scope: Scope): boolean {
  let inner = withoutParens(node);
  while (inner.type === 'MemberExpression') {
    const name = nameOfMember(inner);
    if (name === undefined) return false;
    if (PROPERTIES.has(name)) return true;
    if (!ALWAYS.has(name) && !WHILE_FREE.has(name)) return false;
    inner = withoutParens(inner.object);
  }
  if (inner.type === 'ThisExpression') return scope.globalThis;
  if (inner.type !== 'Identifier') return false;
  if (ALWAYS.has(inner.name)) return true;
  return WHILE_FREE.has(inner.name) && lookUp(NAME_BITS[inner.name] ?? 0, scope) === 'free';
}
