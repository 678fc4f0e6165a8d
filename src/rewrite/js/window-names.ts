import type { AnyNode, CallExpression } from 'acorn';
import { nameOfMember, withoutParens } from './expressions.ts';
import { giveWindow, type Scope } from './scope.ts';
import { selfContained } from './self-contained.ts';
import type { Walk } from './walk.ts';
import { isWindowLike } from './window-like.ts';

/** How far in front of a window the name may stand that is given it: `root = typeof self == "object" && self.self === self && self`. */
const REACH = 120;

/**
 * Names that a program may give to a window or a document, such as `w` of `var w = window`. Some are none, which costs no more than
 * keeping their bindings; which are, `noteWindow` tells.
 */
export function windowNamesIn(source: string): Set<string> {
  const names = new Set<string>();
  const window = selfContained(
    /\b(?:window|document|globalThis|self|top|parent|opener|contentWindow|contentDocument|defaultView|ownerDocument)\b(?=[^\S\n]*(?:[,;)}|&:\n]|$))/g,
  );
  const given = selfContained(/([\w$\u0080-\uffff]+)\s*=(?![=>])/g);
  for (let found = window.exec(source); found; found = window.exec(source)) {
    const before = source.slice(Math.max(0, found.index - REACH), found.index);
    given.lastIndex = 0;
    for (let name = given.exec(before); name; name = given.exec(before)) names.add(name[1]!);
  }
  return names;
}

/** Keeps in mind that a variable is given a window. `from`: where the value stands. */
export function noteWindow(target: AnyNode, value: AnyNode, scope: Scope, walk: Walk, from = scope): void {
  if (target.type !== 'Identifier' || !scope.windows.has(target.name)) return;
  const { name } = target;
  walk.atLast(() => {
    if (isWindowLike(value, from)) giveWindow(name, scope);
  });
}

/** Keeps in mind what a function that is called where it stands is given: `(function (w) {…})(window)`, `(…).call(this, window)`. */
export function noteArguments({ callee, arguments: args }: CallExpression, scope: Scope, walk: Walk): void {
  let called = withoutParens(callee);
  let first = 0;
  if (called.type === 'MemberExpression' && nameOfMember(called) === 'call') {
    called = withoutParens(called.object);
    first = 1;
  }
  if (called.type !== 'FunctionExpression' && called.type !== 'ArrowFunctionExpression') return;
  for (const [at, param] of called.params.entries()) {
    const value = args[first + at];
    if (param.type !== 'Identifier' || !value || value.type === 'SpreadElement') continue;
    scope.windows.add(param.name);
    walk.passed.set(param, { value, scope });
  }
}

/** The same of a parameter, in the scope of its function. */
export function noteParameter(param: AnyNode, scope: Scope, walk: Walk): void {
  if (param.type === 'AssignmentPattern') noteWindow(param.left, param.right, scope, walk);
  if (param.type === 'Identifier' && walk.steps.has(param)) (scope.memoryTexts ??= new Set()).add(param.name);
  const passed = walk.passed.get(param);
  if (passed) noteWindow(param, passed.value, scope, walk, passed.scope);
}
