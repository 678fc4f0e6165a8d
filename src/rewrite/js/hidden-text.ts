import type { AnyNode } from 'acorn';
import { partsOf, withoutParens } from './expressions.ts';

/** Names as obfuscators make them, of functions that give a text and of objects that keep some. */
const MADE = /^_0x[\da-f]+$/;

/**
 * Whether a computed key is a text, or has a part, that the program has hidden: `o[f(0x1a2, 'k#Q')]`, `o[_0x5e['a']]`. There every access
 * of a program is a computed one, to objects without a telling name; and to find the text costs more than a guard.
 */
export function isHiddenText(key: AnyNode): boolean {
  return partsOf(key).some((part) => {
    const holder = holderOf(part);
    if (holder?.type !== 'Identifier') return false;
    return (
      MADE.test(holder.name) ||
      (part.type === 'CallExpression' && part.arguments.length > 0 && part.arguments.every(isConstant))
    );
  });
}

/** The function that is called, or the object whose property is read. */
function holderOf(node: AnyNode): AnyNode | undefined {
  if (node.type === 'CallExpression') return withoutParens(node.callee);
  return node.type === 'MemberExpression' ? withoutParens(node.object) : undefined;
}

/** Longer ones are no text's place. */
const MOST_OPERANDS = 32;

/** A number or a text, perhaps worked out: `-0x1 * 0x2f + 0x81`. */
function isConstant(node: AnyNode): boolean {
  const open: AnyNode[] = [node];
  for (let seen = 0; seen < MOST_OPERANDS; seen++) {
    const next = open.pop();
    if (!next) return true;
    if (next.type === 'UnaryExpression') open.push(next.argument);
    else if (next.type === 'BinaryExpression') open.push(next.left, next.right);
    else if (next.type !== 'Literal') return false;
  }
  return false;
}
