import type { AnyNode, CallExpression, ChainExpression, MemberExpression } from 'acorn';
import { isLink, kindOfMember, linkBefore, needsGuard, withoutParens } from './expressions.ts';
import { TOKENS } from './tokens.ts';
import type { Walk } from './walk.ts';

type Link = MemberExpression | CallExpression;

/**
 * Plans the guards of an optional chain (ECMA-262 section 13.3.9), in which a guard must not end the chain's skipping:
 * `a?.b.location` is undefined when `a` is, but throws when only `a.b` is. So `a` is lifted: instead of null or undefined
 * it gives VOID, which stays VOID through any access, and the guard closes with `till`, which makes VOID undefined again:
 * `till(lift(a)?.b)?.location`.
 *
 * VOID would evaluate what a skipped chain does not, so links with arguments or keys that can have effects, private names
 * and optional calls of a method are not lifted: then it is `of(a?.b[c])?.location`, which gives undefined where
 * the original would throw because `a.b[c]` is null or undefined. That is the one known deviation.
 */
export function planChain({ expression }: ChainExpression, walk: Walk): void {
  const links: Link[] = [];
  for (let node: AnyNode = expression; isLink(node); node = linkBefore(node)) links.push(node);
  const innermost = links.findLastIndex((link) => link.optional);
  // From the outside in: what a guard encloses is a chain of its own to it.
  for (let index = 0; index < links.length; index++) {
    const link = links[index]!;
    if (index >= innermost) return;
    if (link.optional || !isGuarded(link)) continue;
    const before = links.slice(index + 1, innermost + 1);
    if (!before.every(isLiftable)) {
      walk.planned.set(link, 'of');
      continue;
    }
    walk.planned.set(link, 'till');
    for (const each of before) if (each.optional) walk.insertions.wrap(linkBefore(each), TOKENS.lift, TOKENS.close);
    return;
  }
}

function isGuarded(link: Link): boolean {
  return link.type === 'MemberExpression' && kindOfMember(link) === 'mapped' && needsGuard(link.object);
}

function isLiftable(link: Link): boolean {
  if (link.type === 'CallExpression') {
    return (
      link.arguments.every(({ type }) => type === 'Literal') && !(link.optional && isLink(withoutParens(link.callee)))
    );
  }
  return link.computed ? link.property.type === 'Literal' : link.property.type === 'Identifier';
}
