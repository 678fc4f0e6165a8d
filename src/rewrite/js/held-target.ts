import type { AssignmentProperty, Property } from 'acorn';
import { HELD_TARGET } from './added-code.ts';
import { isMappedKey, kindOfMember, needsGuard, withoutParens } from './expressions.ts';
import type { Walk } from './walk.ts';

/**
 * What a pattern reads as `location` and sets to a member (`({ a: { location: o.p } } = x)`) is looked at as it is set: nobody
 * else sees it in between. Object and key are still worked out before the value is read (ECMA-262 section 13.15.5.6).
 */
export function holdTarget(node: AssignmentProperty | Property, { insertions, settled }: Walk): void {
  if (!isMappedKey(node)) return;
  const { value } = node;
  const target = withoutParens(value.type === 'AssignmentPattern' ? value.left : value);
  // A member of `super` has an object that has no name of its own.
  if (target.type !== 'MemberExpression' || !needsGuard(target.object) || kindOfMember(target) === 'mapped') return;
  const { object, computed } = target;
  const { round, object: behind } = HELD_TARGET[computed ? 'computed' : 'named'];
  settled.add(target);
  const rank = insertions.rank();
  insertions.wrap(target, ...round, rank);
  insertions.close(object.end, object.start, behind, rank);
}
