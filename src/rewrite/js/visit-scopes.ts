import type {
  AnyNode,
  BlockStatement,
  Class,
  ForInStatement,
  ForOfStatement,
  Function as FunctionNode,
  Identifier,
  VariableDeclaration,
} from 'acorn';
import { AROUND, DIRECT_EVAL, isAdded, MADE_DIRECT, SCOPE, VARIABLE } from './added-code.ts';
import { isOwn, ownCall } from './expressions.ts';
import { noteMemoryText } from './memory-text.ts';
import { isPath, notePath } from './path-steps.ts';
import {
  bindLexical,
  bindVariable,
  createScope,
  hoistFromBlock,
  isTracked,
  isWithin,
  LOCATION,
  lookUp,
  NAME_BITS,
  pickAssigned,
  type Scope,
} from './scope.ts';
import { TOKENS } from './tokens.ts';
import { guardInitializer } from './visit-references.ts';
import type { Visitors, Walk } from './walk.ts';
import { noteParameter, noteWindow } from './window-names.ts';

/** Whether statements begin with the directive that makes their code strict (ECMA-262 section 11.2.2). */
export function hasUseStrict(body: readonly AnyNode[]): boolean {
  for (const node of body) {
    if (node.type !== 'ExpressionStatement' || typeof node.directive !== 'string') return false;
    if (node.directive === 'use strict') return true;
  }
  return false;
}

/** Defaults of parameters do not see the variables of the body: two scopes (ECMA-262 section 10.2.11). */
function visitFunction(node: FunctionNode, outer: Scope, walk: Walk): void {
  const { body } = node;
  const isBlock = body.type === 'BlockStatement';
  const ownsThis = node.type !== 'ArrowFunctionExpression';
  const strict = isBlock && hasUseStrict(body.body);
  const params = createScope(outer, { hoists: true, strict, globalThis: !ownsThis && outer.globalThis });
  for (const param of node.params) bindLexical(param, params);
  const inner = createScope(params, { hoists: true });
  for (const param of node.params) noteParameter(param, params, walk);
  if (isBlock && !params.strict && node.params.some(isNamedEval)) {
    params.givesEval = true;
    makeEvalDirect(body.body, walk);
  }
  if (isBlock) walk.visitAll(body.body, inner);
  else walk.visit(body, inner);
  walk.visitAll(node.params, params, 'bind');
}

function isNamedEval(id: AnyNode): boolean {
  return id.type === 'Identifier' && id.name === 'eval';
}

/** A call by the name of a parameter is a direct eval as well, where that is the native one (ECMA-262 section 13.3.6.1). */
function makeEvalDirect(statements: readonly AnyNode[], { insertions, source }: Walk): void {
  const first = statements.find((each) => each.type !== 'ExpressionStatement' || each.directive === undefined);
  if (!first || isAdded(source, first.start)) return;
  insertions.open(first.start, first.end, DIRECT_EVAL, insertions.rank());
}

/** A function declaration binds like `var` at the top of a function, like `let` in a block, and there in both ways when sloppy. */
function bindFunction(node: FunctionNode & { id: Identifier | null }, scope: Scope, walk: Walk): void {
  const bit = node.id ? (NAME_BITS[node.id.name] ?? 0) : 0;
  if (!node.id || (bit === 0 && !isTracked(node.id.name, scope))) return;
  if (scope === scope.hoist) {
    bindVariable(node.id, scope);
    return;
  }
  bindLexical(node.id, scope);
  if (!scope.strict && !node.async && !node.generator) walk.atLast(() => hoistFromBlock(bit, scope));
}

function visitClass(node: Class, outer: Scope, walk: Walk): void {
  const scope = createScope(outer, { strict: true });
  bindLexical(node.id, scope);
  walk.visit(node.superClass, scope);
  walk.visit(node.body, scope);
}

function visitBlock({ body }: Pick<BlockStatement, 'body'>, outer: Scope, walk: Walk): void {
  walk.visitAll(body, createScope(outer));
}

/** Whether a `var location` here is no variable of its own but window.location, and only by the way it is bound. */
function namesGlobal(id: AnyNode, kind: string, scope: Scope): id is Identifier {
  return (
    kind === 'var' && id.type === 'Identifier' && id.name === 'location' && (scope.hoist.unbindable & LOCATION) !== 0
  );
}

function visitDeclaration({ kind, declarations }: VariableDeclaration, scope: Scope, walk: Walk): void {
  for (const { id, init } of declarations) {
    if (kind === 'var') bindVariable(id, scope);
    else bindLexical(id, scope);
    walk.visit(id, scope, 'bind');
    if (!init) continue;
    const rank = walk.insertions.rank();
    if (namesGlobal(id, kind, scope)) {
      walk.afterwards(() => {
        const binding = lookUp(LOCATION, scope);
        if (binding !== 'free' && binding !== 'held') return;
        walk.insertions.wrap({ start: id.start, end: init.end }, ...VARIABLE, rank);
      });
    }
    // Calls by the name of the variable are direct, where it is given the native one (ECMA-262 section 13.3.6.1).
    if (isNamedEval(id)) {
      (kind === 'var' ? scope.hoist : scope).givesEval = true;
      if (ownCall(init) === undefined) walk.insertions.wrap(init, ...MADE_DIRECT);
    }
    guardInitializer(id, init, walk);
    notePath(id, init, scope);
    noteMemoryText(id, init, scope);
    noteWindow(id, init, scope, walk);
    walk.visit(init, scope);
  }
}

function visitLoop(node: ForInStatement | ForOfStatement, outer: Scope, walk: Walk): void {
  const { left, right, body } = node;
  const scope = createScope(outer);
  const named = left.type === 'VariableDeclaration' ? left.declarations[0]?.id : left;
  if (node.type === 'ForOfStatement' && named?.type === 'Identifier' && isPath(right, scope))
    (scope.memoryTexts ??= new Set()).add(named.name);
  walk.visit(body, scope);
  walk.visit(right, scope);
  if (left.type !== 'VariableDeclaration') {
    pickAssigned(left, scope);
    walk.visit(left, scope, 'write');
    return;
  }
  visitDeclaration(left, scope, walk);
  const [head] = left.declarations;
  if (!head || head.init || !namesGlobal(head.id, left.kind, scope)) return;
  const { id } = head;
  // A comment of the author's would end ours.
  if (walk.source.slice(left.start, id.start).includes('*/')) return;
  const rank = walk.insertions.rank();
  walk.afterwards(() => {
    if (lookUp(LOCATION, scope) !== 'free') return;
    walk.insertions.open(left.start, left.end, TOKENS.loopVariable, rank);
    walk.insertions.open(id.start, id.end, TOKENS.loopVariableEnd, rank);
  });
}

export const SCOPE_VISITORS: Visitors = {
  BlockStatement: (node, { scope }, walk) => visitBlock(node, scope, walk),
  StaticBlock: (node, { scope }, walk) =>
    walk.visitAll(node.body, createScope(scope, { hoists: true, globalThis: false })),
  SwitchStatement(node, { scope }, walk) {
    walk.visitAll(node.cases, createScope(scope));
    walk.visit(node.discriminant, scope);
  },
  CatchClause(node, { scope }, walk) {
    const inner = createScope(scope, { catches: node.param?.type === 'Identifier' });
    bindLexical(node.param, inner);
    walk.visit(node.body, inner);
    walk.visit(node.param, inner, 'bind');
  },
  WithStatement(node, { scope }, walk) {
    const { insertions } = walk;
    const body = walk.source.slice(node.body.start, node.body.end);
    walk.visit(node.body, createScope(scope, { with: true }));
    insertions.within(node.body);
    if (!isOwn(node.object)) {
      const rank = insertions.rank();
      const namesEval = /\beval\b/.test(body);
      if (namesEval) insertions.wrap(node.object, ...SCOPE);
      // A Location is assigned by its name, which the object may have.
      walk.afterwards(() => {
        if ((namesEval || body.includes('location')) && !isWithin(scope) && lookUp(LOCATION, scope) === 'free')
          insertions.open(node.start, node.end, AROUND, rank);
      });
    }
    walk.visit(node.object, scope);
  },
  ForStatement(node, { scope: outer }, walk) {
    const scope = createScope(outer);
    walk.visit(node.body, scope);
    walk.visit(node.update, scope, 'effect');
    walk.visit(node.test, scope);
    walk.visit(node.init, scope, 'effect');
  },
  ForInStatement: (node, { scope }, walk) => visitLoop(node, scope, walk),
  ForOfStatement: (node, { scope }, walk) => visitLoop(node, scope, walk),
  FunctionDeclaration(node, { scope }, walk) {
    bindFunction(node, scope, walk);
    visitFunction(node, scope, walk);
  },
  FunctionExpression(node, { scope }, walk) {
    const isNamed = node.id && (NAME_BITS[node.id.name] !== undefined || isTracked(node.id.name, scope));
    const outer = isNamed ? createScope(scope) : scope;
    if (isNamed) bindLexical(node.id, outer);
    visitFunction(node, outer, walk);
  },
  ArrowFunctionExpression: (node, { scope }, walk) => visitFunction(node, scope, walk),
  ClassDeclaration(node, { scope }, walk) {
    bindLexical(node.id, scope);
    visitClass(node, scope, walk);
  },
  ClassExpression: (node, { scope }, walk) => visitClass(node, scope, walk),
  PropertyDefinition(node, { scope }, walk) {
    walk.visit(node.value, createScope(scope, { hoists: true, globalThis: false }));
    if (node.computed) walk.visit(node.key, scope);
  },
  VariableDeclaration: (node, { scope }, walk) => visitDeclaration(node, scope, walk),
};
