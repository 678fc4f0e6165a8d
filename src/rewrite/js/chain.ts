import type { AnyNode, CallExpression, ChainExpression, MemberExpression } from 'acorn';
import { type Added, LIFT, METHOD, SUPER_METHOD, TILL, TILL_WITHIN } from './added-code.ts';
import { isLink, kindOfMember, linkBefore, mayBeSkipped, needsGuard, withoutParens } from './expressions.ts';
import { TOKENS } from './tokens.ts';
import type { Walk } from './walk.ts';

type Link = MemberExpression | CallExpression;

/** What stands round the object of a mapped member, by the plan of its chain. */
export const GUARDS: Readonly<Record<'plain' | 'of' | 'till' | 'till within', Added>> = {
  plain: [TOKENS.of, TOKENS.close],
  of: [TOKENS.of, TOKENS.close],
  till: TILL,
  'till within': TILL_WITHIN,
};

/**
 * Plans the guards of an optional chain (ECMA-262 section 13.3.9), in which a guard must not end the chain's skipping:
 * `a?.b.location` is undefined when `a` is, but throws when only `a.b` is. So what stands before a `?.` is noted as it is
 * passed (`lift`), and nothing else runs between what skips and the end of the outermost guard, which gives undefined
 * then (`till`), as do those within it: `till(lift(a)?.b)?.location`.
 *
 * A method that is called if there is one keeps its object: `lift(method(a,function(o){return o.b}))?.()`. One of a key that has to be
 * worked out, in what may itself be skipped, is left alone: then it is `of(a?.[b()]?.(c))?.location`, which gives undefined where the
 * original would throw because what was called gave null or undefined. That is the one known deviation.
 */
export function planChain({ expression }: ChainExpression, walk: Walk): void {
  const links: Link[] = [];
  for (let node: AnyNode = expression; isLink(node); node = linkBefore(node)) links.push(node);
  const innermost = links.findLastIndex((link) => link.optional);
  // From the outside in: what a guard encloses is a chain of its own to it.
  for (let index = 0; index < innermost; index++) {
    const link = links[index]!;
    if (link.optional || !isGuarded(link)) continue;
    const before = links.slice(index + 1, innermost + 1);
    if (!before.every(isLiftable)) {
      walk.planned.set(link, 'of');
      continue;
    }
    walk.planned.set(link, 'till');
    for (const each of before) {
      if (each.optional) lift(each, walk);
      else if (isGuarded(each)) walk.planned.set(each, 'till within');
    }
    return;
  }
}

function isGuarded(link: Link): boolean {
  return link.type === 'MemberExpression' && kindOfMember(link) === 'mapped' && needsGuard(link.object);
}

/** The member whose object is `this` of an optional call. */
function calledMember(link: Link): MemberExpression | undefined {
  const callee = link.type === 'CallExpression' && link.optional && withoutParens(link.callee);
  return callee && callee.type === 'MemberExpression' ? callee : undefined;
}

function isLiftable(link: Link): boolean {
  const member = calledMember(link);
  if (!member) return true;
  return !isWorkedOut(member) || !(member.optional || mayBeSkipped(member));
}

function isWorkedOut({ computed, property }: MemberExpression): boolean {
  return computed && property.type !== 'Literal';
}

function lift(link: Link, { insertions, settled }: Walk): void {
  insertions.wrap(linkBefore(link), ...LIFT);
  const member = calledMember(link);
  if (!member) return;
  const { object } = member;
  if (object.type === 'Super') {
    insertions.wrap(member, ...SUPER_METHOD);
    return;
  }
  settled.add(member);
  const { round, object: behind } = METHOD[isWorkedOut(member) ? 'computed' : 'named'];
  const rank = insertions.rank();
  insertions.wrap(member, ...round, rank);
  insertions.close(object.end, object.start, behind, rank);
}
