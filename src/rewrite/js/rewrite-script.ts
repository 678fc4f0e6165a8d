import type { AnyNode, Expression, Identifier, MemberExpression, Node, ObjectPattern, Super } from 'acorn';
import type { Splice } from '../../model/rewriter.ts';
import { RUNTIME, type ScriptOptions, type ScriptResult } from './contract.ts';
import { parseProgram } from './parse.ts';
import { createScope, declarePattern, isFree, isTracked, type Scope } from './scope.ts';
import { hasTrigger } from './triggers.ts';

/** Names that are windows or documents in every page, and properties that give one. */
const WINDOW_LIKE: ReadonlySet<string> = new Set([
  'window',
  'self',
  'globalThis',
  'document',
  'top',
  'parent',
  'frames',
  'opener',
  'defaultView',
  'contentWindow',
]);
const MAPPED_PROPERTIES: ReadonlySet<string> = new Set(['location', 'postMessage']);

/** One node to look at: where it is, and whether it is what `new` constructs. */
interface Visit {
  readonly node: AnyNode;
  readonly scope: Scope;
  readonly constructed: boolean;
}

interface Reference {
  readonly node: Identifier;
  readonly scope: Scope;
  readonly write: (free: boolean) => void;
}

const UNTOUCHED: ScriptResult = { splices: [], status: 'untouched' };

/**
 * Splices a script so that it sees its own origin (docs/decisions/0004): free `location` becomes a member of the runtime,
 * the object before `.location` and `.postMessage` is guarded, eval and import arguments are mapped. Nothing else changes:
 * no line is added, no name is renamed, no code is generated anew. Never throws; walks without recursion.
 */
export function rewriteScript(source: string, { goal, url }: ScriptOptions): ScriptResult {
  if (!hasTrigger(source)) return UNTOUCHED;
  const parsed = parseProgram(source, goal);
  if (!parsed) return { splices: [], status: 'unparsable' };

  const splices: Splice[] = [];
  const references: Reference[] = [];
  const stack: Visit[] = [];
  const insert = (at: number, text: string): void => void splices.push({ start: at, end: at, text });
  const wrap = (node: Node, member: string, constructed = false): void => {
    insert(node.start, `${constructed ? '(' : ''}${RUNTIME}.${member}(`);
    insert(node.end, constructed ? '))' : ')');
  };
  const visit = (node: AnyNode | null | undefined, scope: Scope, constructed = false): void => {
    if (node) stack.push({ node, scope, constructed });
  };
  const visitAll = (nodes: readonly (AnyNode | null)[], scope: Scope): void => {
    for (const node of nodes) visit(node, scope);
  };

  function reference(node: Identifier, scope: Scope, text: string): void {
    if (node.name !== 'location') return;
    references.push({ node, scope, write: (free) => free && splices.push({ start: node.start, end: node.end, text }) });
  }

  function functionScope(
    params: readonly AnyNode[],
    body: AnyNode,
    outer: Scope,
    own: Identifier | null | undefined,
  ): void {
    const scope = createScope(outer, true);
    if (own) declarePattern(own, scope);
    for (const param of params) {
      declarePattern(param, scope);
      visitTargets(param, scope, false);
    }
    // The body block shares the scope of the parameters: a name bound by either is bound.
    if (body.type === 'BlockStatement') visitAll(body.body, hoisted(body.body, scope));
    else visit(body, scope);
  }

  /** Defaults and computed keys of a pattern; with `writes`, its targets too, which are then expressions. */
  function visitTargets(pattern: AnyNode | null, scope: Scope, writes: boolean): void {
    const open: (AnyNode | null)[] = [pattern];
    while (open.length > 0) {
      const node = open.pop();
      if (!node) continue;
      switch (node.type) {
        case 'Identifier':
          if (writes) reference(node, scope, `${RUNTIME}.location`);
          break;
        case 'ObjectPattern':
          open.push(...node.properties);
          break;
        case 'Property':
          if (node.computed) visit(node.key, scope);
          if (node.shorthand && writes) {
            const target = node.value.type === 'AssignmentPattern' ? node.value.left : node.value;
            if (target.type === 'Identifier') reference(target, scope, `location: ${RUNTIME}.location`);
            if (node.value.type === 'AssignmentPattern') visit(node.value.right, scope);
          } else open.push(node.value);
          break;
        case 'ArrayPattern':
          open.push(...node.elements);
          break;
        case 'AssignmentPattern':
          if (node.left.type === 'ObjectPattern' && picksMapped(node.left)) wrap(node.right, 'from');
          open.push(node.left);
          visit(node.right, scope);
          break;
        case 'RestElement':
          open.push(node.argument);
          break;
        default:
          visit(node, scope);
      }
    }
  }

  function member(node: MemberExpression, scope: Scope, constructed: boolean): void {
    const { object, property, computed } = node;
    if (computed) visit(property, scope);
    if (object.type === 'Super') return;
    visit(object, scope, constructed && object.type === 'MemberExpression');
    const key = computed
      ? constantText(property as Expression)
      : property.type === 'Identifier'
        ? property.name
        : undefined;
    if (object.type === 'MetaProperty') {
      if (key === 'url') wrap(node, 'origin', constructed);
      return;
    }
    if (key !== undefined && MAPPED_PROPERTIES.has(key)) guard(node, object, 'of', constructed);
    else if (computed && key === undefined && isWindowLike(object)) guard(node, object, 'from', constructed);
  }

  /**
   * Guards the object of a member. Within an optional chain the guard takes the part before it out of the chain, so the
   * access itself becomes optional: `a?.b.location` still gives undefined when `a` is missing.
   */
  function guard(node: MemberExpression, object: Expression | Super, name: 'of' | 'from', constructed: boolean): void {
    wrap(object, name, constructed);
    if (node.optional || !continuesChain(object)) return;
    const dot = source.slice(object.end, node.property.start).search(node.computed ? /\[/ : /\./);
    insert(object.end + dot, node.computed ? '?.' : '?');
  }

  function specifier(literal: AnyNode | null | undefined): void {
    if (literal?.type !== 'Literal' || typeof literal.value !== 'string') return;
    const mapped = url(literal.value);
    if (mapped !== literal.value) splices.push({ start: literal.start + 1, end: literal.end - 1, text: mapped });
  }

  const handlers: {
    [Type in AnyNode['type']]?: (node: Extract<AnyNode, { type: Type }>, scope: Scope, constructed: boolean) => void;
  } = {
    Identifier: (node, scope) => reference(node, scope, `${RUNTIME}.location`),
    MemberExpression: member,
    CallExpression(node, scope, constructed) {
      visit(node.callee, scope, constructed);
      visitAll(node.arguments, scope);
      const [first] = node.arguments;
      if (!first || first.type === 'SpreadElement') return;
      const { callee } = node;
      if (callee.type === 'Identifier' && callee.name === 'eval') {
        references.push({ node: callee, scope, write: (free) => free && wrap(first, 'code') });
      } else if (
        callee.type === 'MemberExpression' &&
        callee.object.type === 'MetaProperty' &&
        !callee.computed &&
        (callee.property as Identifier).name === 'resolve'
      ) {
        wrap(node, 'origin', constructed);
        wrap(first, 'url');
      }
    },
    NewExpression(node, scope) {
      visit(node.callee, scope, node.callee.type === 'MemberExpression' || node.callee.type === 'Identifier');
      visitAll(node.arguments, scope);
    },
    ImportExpression(node, scope) {
      wrap(node.source, 'url');
      visit(node.source, scope);
      visit((node as { options?: Expression | null }).options, scope);
    },
    ImportDeclaration: (node) => specifier(node.source),
    ExportAllDeclaration: (node) => specifier(node.source),
    ExportNamedDeclaration(node, scope) {
      specifier(node.source);
      visit(node.declaration, scope);
    },
    VariableDeclaration(node, scope) {
      for (const { id, init } of node.declarations) {
        visitTargets(id, scope, false);
        visit(init, scope);
        if (!init) continue;
        if (id.type === 'ObjectPattern' && picksMapped(id)) wrap(init, 'from');
        // `var location` at the top of a script is no new variable: it assigns window.location.
        const isGlobal = node.kind === 'var' && scope.hoist.parent === undefined && parsed?.goal !== 'module';
        if (isGlobal && id.type === 'Identifier' && id.name === 'location') wrap(init, 'url');
      }
    },
    AssignmentExpression(node, scope) {
      if (node.left.type === 'ObjectPattern' || node.left.type === 'ArrayPattern') {
        visitTargets(node.left, scope, true);
        if (node.left.type === 'ObjectPattern' && picksMapped(node.left)) wrap(node.right, 'from');
      } else visit(node.left, scope);
      visit(node.right, scope);
    },
    Property(node, scope) {
      if (node.computed) visit(node.key, scope);
      if (node.shorthand && node.value.type === 'Identifier')
        reference(node.value, scope, `location: ${RUNTIME}.location`);
      else visit(node.value, scope);
    },
    MethodDefinition(node, scope) {
      if (node.computed) visit(node.key, scope);
      visit(node.value, scope);
    },
    PropertyDefinition(node, scope) {
      if (node.computed) visit(node.key, scope);
      visit(node.value, createScope(scope, true));
    },
    FunctionDeclaration: (node, scope) => functionScope(node.params, node.body, scope, undefined),
    FunctionExpression: (node, scope) => functionScope(node.params, node.body, scope, node.id),
    ArrowFunctionExpression: (node, scope) => functionScope(node.params, node.body, scope, undefined),
    ClassDeclaration(node, scope) {
      visit(node.superClass, scope);
      visit(node.body, scope);
    },
    ClassExpression(node, scope) {
      const inner = createScope(scope, false);
      declarePattern(node.id, inner);
      visit(node.superClass, inner);
      visit(node.body, inner);
    },
    StaticBlock: (node, scope) => visitAll(node.body, hoisted(node.body, createScope(scope, true))),
    BlockStatement: (node, scope) => visitAll(node.body, hoisted(node.body, createScope(scope, false))),
    SwitchStatement(node, scope) {
      visit(node.discriminant, scope);
      const inner = createScope(scope, false);
      for (const each of node.cases) {
        hoisted(each.consequent, inner);
        visit(each.test, inner);
        visitAll(each.consequent, inner);
      }
    },
    ForStatement(node, scope) {
      const inner = createScope(scope, false);
      if (node.init?.type === 'VariableDeclaration') hoisted([node.init], inner);
      visit(node.init, inner);
      visit(node.test, inner);
      visit(node.update, inner);
      visit(node.body, inner);
    },
    ForInStatement: (node, scope) => loop(node.left, node.right, node.body, scope),
    ForOfStatement: (node, scope) => loop(node.left, node.right, node.body, scope),
    CatchClause(node, scope) {
      const inner = createScope(scope, false);
      declarePattern(node.param, inner);
      if (node.param) visitTargets(node.param, inner, false);
      visit(node.body, inner);
    },
    WithStatement(node, scope) {
      visit(node.object, scope);
      visit(node.body, createScope(scope, false, true));
    },
    LabeledStatement: (node, scope) => visit(node.body, scope),
    BreakStatement: () => {},
    ContinueStatement: () => {},
    MetaProperty: () => {},
    Literal: () => {},
  };

  function loop(left: AnyNode, right: AnyNode, body: AnyNode, scope: Scope): void {
    const inner = createScope(scope, false);
    if (left.type === 'VariableDeclaration') {
      hoisted([left], inner);
      visit(left, inner);
    } else if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') visitTargets(left, inner, true);
    else visit(left, inner);
    visit(right, inner);
    visit(body, inner);
  }

  /** Declares what statements bind in their own scope, before anything in it is looked at. */
  function hoisted(statements: readonly AnyNode[], scope: Scope): Scope {
    for (const statement of statements) {
      const node =
        statement.type === 'ExportNamedDeclaration' && statement.declaration ? statement.declaration : statement;
      if (node.type === 'VariableDeclaration' && node.kind !== 'var')
        for (const { id } of node.declarations) declarePattern(id, scope);
      else if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') declarePattern(node.id, scope);
      else if (node.type === 'ImportDeclaration') for (const { local } of node.specifiers) declarePattern(local, scope);
    }
    return scope;
  }

  const top = createScope(undefined, true);
  visitAll(parsed.program.body, hoisted(parsed.program.body, top));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, scope, constructed } = next;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      // A script's top-level `var` makes no binding of these names: the global object has them already.
      if (scope.hoist !== top || parsed.goal === 'module')
        for (const { id } of node.declarations) declarePattern(id, scope.hoist);
    }
    const handler = handlers[node.type] as ((node: AnyNode, scope: Scope, constructed: boolean) => void) | undefined;
    if (handler) handler(node, scope, constructed);
    else for (const child of childrenOf(node)) stack.push({ node: child, scope, constructed: false });
  }
  // Bindings are complete only now: a `var` below its use binds it all the same.
  for (const { node, scope, write } of references) if (isTracked(node.name)) write(isFree(node.name, scope));
  if (splices.length === 0) return UNTOUCHED;
  return { splices: inOrder(splices), status: 'rewritten' };
}

/** By position; at one position a closing insertion, then an opening one, then the replacement of what follows. */
function inOrder(splices: readonly Splice[]): readonly Splice[] {
  const rank = ({ start, end, text }: Splice): number => (end > start ? 2 : text.endsWith('(') ? 1 : 0);
  return splices.toSorted((a, b) => a.start - b.start || rank(a) - rank(b));
}

function* childrenOf(node: AnyNode): Generator<AnyNode> {
  for (const value of Object.values(node) as unknown[]) {
    if (Array.isArray(value)) for (const item of value) if (isNode(item)) yield item;
    if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function picksMapped(pattern: ObjectPattern): boolean {
  return pattern.properties.some(
    (property) =>
      property.type === 'Property' &&
      !property.computed &&
      property.key.type === 'Identifier' &&
      MAPPED_PROPERTIES.has(property.key.name),
  );
}

function isWindowLike(node: Expression | Super): boolean {
  if (node.type === 'ParenthesizedExpression') return isWindowLike(node.expression);
  if (node.type === 'Identifier') return WINDOW_LIKE.has(node.name);
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    node.property.type === 'Identifier' &&
    WINDOW_LIKE.has(node.property.name)
  );
}

/** The text of a literal, a template without parts, or a concatenation of such; undefined for anything else. */
function constantText(node: Expression): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : String(node.value);
  if (node.type === 'ParenthesizedExpression') return constantText(node.expression);
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
  const left = node.left.type === 'PrivateIdentifier' ? undefined : constantText(node.left);
  const right = left === undefined ? undefined : constantText(node.right);
  return right === undefined ? undefined : `${left}${right}`;
}

/** Whether an object is itself part of an optional chain that is still open. */
function continuesChain(node: Expression | Super): boolean {
  for (
    let each: AnyNode = node;
    each.type === 'MemberExpression' || each.type === 'CallExpression';
    each = each.type === 'CallExpression' ? each.callee : each.object
  ) {
    if (each.optional) return true;
  }
  return false;
}
