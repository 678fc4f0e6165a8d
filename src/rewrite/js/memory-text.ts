import type { AnyNode } from 'acorn';
import { nameOfMember, withoutParens } from './expressions.ts';
import { isStep } from './path-steps.ts';
import type { Scope } from './scope.ts';

/**
 * Functions that give what a program in WebAssembly names in its memory or by a handle: of Emscripten (`UTF8ToString` and its
 * kin, Embind's `Emval`) and of engines built with it. A program of another language reads `window[name]` through them.
 */
const READERS: ReadonlySet<string> = new Set([
  'AsciiToString',
  'Pointer_stringify',
  'UTF16ToString',
  'UTF32ToString',
  'UTF8ToString',
  'getStringOrSymbol',
  'parseString',
  'requireHandle',
  'toValue',
]);

/** Whether a value comes out of such a memory, perhaps through functions of one argument: `trim(UTF8ToString(p))`. */
function isRead(node: AnyNode): boolean {
  let inner = withoutParens(node);
  while (inner.type === 'CallExpression') {
    const { callee, arguments: args } = inner;
    const name =
      callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' && nameOfMember(callee);
    if (name && READERS.has(name)) return true;
    const [only, second] = args;
    if (!only || second) return false;
    inner = withoutParens(only);
  }
  return false;
}

/** Keeps in mind that a variable is given such a text, or a step of a path. */
export function noteMemoryText(target: AnyNode, value: AnyNode, scope: Scope): void {
  if (target.type !== 'Identifier' || !(isRead(value) || isStep(value, scope))) return;
  (scope.hoist.memoryTexts ??= new Set()).add(target.name);
}

/** Whether a computed key may be such a text. To be asked when the whole program was walked. */
export function isMemoryText(key: AnyNode, from: Scope): boolean {
  const inner = withoutParens(key);
  if (inner.type !== 'Identifier') return isRead(inner) || isStep(inner, from);
  for (let scope: Scope | undefined = from; scope; scope = scope.parent)
    if (scope.memoryTexts?.has(inner.name)) return true;
  return false;
}
