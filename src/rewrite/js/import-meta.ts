import type { MemberExpression } from 'acorn';
import { nameOfMember } from './expressions.ts';
import { TOKENS } from './tokens.ts';
import type { Place, Walk } from './walk.ts';

/** A member of `import.meta`: its `url` is mapped where it stands, what gives it on as it is in the object itself. */
export function metaMember(node: MemberExpression, { scope, use, callee }: Place, walk: Walk): void {
  const name = nameOfMember(node);
  if (use !== 'write' && name === 'url') {
    if (callee) callee.guarded = true;
    walk.insertions.wrap(node, TOKENS.origin, TOKENS.close);
  } else if (use === 'read' && isUnknownOrResolve(name)) {
    if (callee) callee.guarded = true;
    walk.visit(node.object, scope);
  }
  if (node.computed) walk.visit(node.property, scope);
}

/** A member that may tell a URL when it is used later. */
function isUnknownOrResolve(name: string | undefined): boolean {
  return name === undefined || name === 'resolve';
}
