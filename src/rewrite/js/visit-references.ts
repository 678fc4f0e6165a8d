import type { AnyNode, AssignmentExpression, CallExpression, Identifier, MemberExpression, Node } from 'acorn';
import { AT, AT_KEY, BARE, CALLEE, FROM, freeShorthand, heldShorthand } from './added-code.ts';
import { GUARDS, planChain } from './chain.ts';
import { directEval } from './direct-eval.ts';
import {
  isImportMeta,
  isLocationPath,
  isRuntime,
  kindOfMember,
  mayBeSkipped,
  nameOfMember,
  needsGuard,
  ownCall,
  picksMapped,
  withoutParens,
} from './expressions.ts';
import { holdTarget } from './held-target.ts';
import { isHiddenText } from './hidden-text.ts';
import { metaMember } from './import-meta.ts';
import { isMemoryText, noteMemoryText } from './memory-text.ts';
import { isBoundTo, notePath, noteSteps } from './path-steps.ts';
import { isAlias, isPicked, lookUp, NAME_BITS, pickAssigned } from './scope.ts';
import { TOKENS } from './tokens.ts';
import type { Place, Visitors, Walk } from './walk.ts';
import { isOwnWindow, isWindowLike } from './window-like.ts';
import { noteArguments, noteWindow } from './window-names.ts';

const SHORTHAND = {
  location: { free: freeShorthand('location'), held: heldShorthand('location') },
  eval: { free: freeShorthand('eval'), held: heldShorthand('eval') },
} as const;

/**
 * A free `location` or `eval` becomes a member of the runtime. Where only running the code can tell what the name means,
 * its value is looked at instead (`held`). That cannot be done for a name that is written, nor, in a `with`, for one that
 * is called, as the object is its `this`: there the name is left alone.
 */
function reference(
  node: Identifier,
  { use, callee }: Place,
  walk: Walk,
  scope: Place['scope'],
  shorthand = false,
): void {
  const { name } = node;
  if (use === 'bind') return;
  if (name !== 'location' && name !== 'eval') {
    if (!callee && scope.aliases.has(name)) aliasReference(node, use, walk, scope, shorthand);
    return;
  }
  // Neither has a value to be looked at: a Location cannot be called.
  if (use === 'call') return;
  const { insertions } = walk;
  const rank = insertions.rank();
  if (callee) callee.guarded = true;
  walk.afterwards(() => {
    const binding = lookUp(NAME_BITS[name] as number, scope);
    const reads = use === 'read' || use === 'effect';
    if (binding === 'bound' && !(reads && name === 'location' && isPicked(scope))) return;
    if (binding === 'with' && !reads) return;
    const form = binding === 'free' || !reads ? 'free' : 'held';
    if (shorthand) insertions.close(node.end, node.start, SHORTHAND[name][form], rank);
    else if (form === 'held') insertions.wrap(node, TOKENS.held, TOKENS.close, rank);
    else insertions.open(node.start, node.end, TOKENS.prefix, rank);
  });
}

/** Another name that a pattern has given to a `location`: what it stands for is looked at where it is read. */
function aliasReference(
  node: Identifier,
  use: Place['use'],
  { insertions, afterwards }: Walk,
  scope: Place['scope'],
  shorthand: boolean,
): void {
  if (use !== 'read') return;
  const rank = insertions.rank();
  afterwards(() => {
    if (!isAlias(node.name, scope)) return;
    if (shorthand) insertions.close(node.end, node.start, heldShorthand(node.name), rank);
    else insertions.wrap(node, TOKENS.held, TOKENS.close, rank);
  });
}

/** Puts a guard round a value, unless it has one or can be no window. */
function guardPattern(pattern: AnyNode, value: AnyNode, walk: Walk): boolean {
  if (pattern.type !== 'ObjectPattern' || !picksMapped(pattern) || !needsGuard(value)) return false;
  walk.insertions.wrap(value, ...FROM);
  return true;
}

export function guardInitializer(pattern: AnyNode, value: AnyNode, walk: Walk): void {
  guardPattern(pattern, value, walk);
}

function member(node: MemberExpression, { scope, use, callee }: Place, walk: Walk): void {
  const { object, property, computed } = node;
  const { insertions, source } = walk;
  if (isRuntime(object)) {
    if (computed) walk.visit(property, scope);
    return;
  }
  if (isImportMeta(object)) {
    metaMember(node, { scope, use, callee }, walk);
    return;
  }
  const kind = kindOfMember(node);
  if (kind === 'mapped' && needsGuard(object)) {
    if (callee) callee.guarded = true;
    const plan = walk.planned.get(node);
    const held = holdsLocation(node, use) ? insertions.rank() : undefined;
    if (held !== undefined) walk.afterwards(() => holdLocation(node, scope, walk, held));
    const rank = insertions.rank();
    insertions.wrap(object, ...GUARDS[plan ?? 'plain'], rank);
    if (plan) {
      insertions.open(
        accessStart(source, object.end),
        object.end,
        computed ? TOKENS.optionalBracket : TOKENS.optionalDot,
        rank,
      );
    }
  } else if (kind === 'dynamic' && object.type !== 'Super' && !walk.settled.has(node) && mayBeGuarded(node, use)) {
    // Whether the object is window-like, or the key of a kind that may name all, is known later; parentheses too many do no harm.
    const held = holdsLocation(node, use) ? insertions.rank() : undefined;
    const rank = insertions.rank();
    if (callee) callee.guarded = true;
    walk.afterwards(() => {
      if (
        !isHiddenText(property) &&
        !isWindowLike(object, scope) &&
        !isMemoryText(property, scope) &&
        !isBoundTo(object, scope)
      )
        return;
      if (node.optional) {
        // Its key is worked out where there is an object only.
        if (ownCall(object) === undefined) insertions.wrap(object, ...FROM, rank);
        return;
      }
      if (held !== undefined) holdLocation(node, scope, walk, held);
      insertions.wrap(node, ...AT, rank);
      insertions.close(object.end, object.start, AT_KEY, rank);
    });
  }
  if (computed) walk.visit(property, scope);
  walk.visit(object, scope, 'read', callee);
}

/** Whether a guard of a key that has to be worked out changes nothing else: not where a chain ends, nor what a call has as its `this`. */
function mayBeGuarded(node: MemberExpression, use: Place['use']): boolean {
  return node.optional ? use !== 'call' : !mayBeSkipped(node);
}

/** Whether an access reads what may be a `location`, in a way that a guard round it does not change. */
function holdsLocation(node: MemberExpression, use: Place['use']): boolean {
  const name = nameOfMember(node);
  if (name !== undefined && name !== 'location') return false;
  return (use === 'read' || use === 'effect') && !node.optional && !mayBeSkipped(node);
}

/**
 * A stand-in that a page has made for its window (the Proxy of a sandbox, a copy) is no window, and what it has as `location`
 * may be the native one. So what is read is looked at as well, unless the object is certainly no such stand-in.
 */
function holdLocation(node: MemberExpression, scope: Place['scope'], walk: Walk, rank: number): void {
  if (!isOwnWindow(node.object, scope)) walk.insertions.wrap(node, TOKENS.held, TOKENS.close, rank);
}

/** Where the `.` or `[` of an access is: between it and the object there is only white space and comments. */
function accessStart(source: string, from: number): number {
  const SKIPPED = /(?:\s+|\/\*[\s\S]*?\*\/|\/\/.*)*/y;
  SKIPPED.lastIndex = from;
  SKIPPED.exec(source);
  return SKIPPED.lastIndex;
}

function call(node: CallExpression, { scope, use }: Place, walk: Walk): void {
  const { callee, arguments: args } = node;
  const own = ownCall(node);
  // What a guard of ours holds needs no second one.
  if (own !== undefined) {
    // Behind the object of a `with` stands code of ours.
    walk.visitAll(own === 'scope' ? args.slice(0, 1) : args, scope, own === 'held' ? 'bind' : 'write');
    return;
  }
  guardPathOwners(args, scope, walk);
  noteArguments(node, scope, walk);
  noteSteps(node, scope, walk);
  walk.visitAll(args, scope);
  const named = withoutParens(callee);
  // An optional call of a name is no direct eval, but one of a member has its `this`.
  walk.visit(callee, scope, node.optional && named.type === 'Identifier' ? 'read' : 'call');
  if (named.type === 'Identifier' && named.name === 'eval' && !node.optional) directEval(node, scope, walk);
  else if (named.type === 'MemberExpression' && isImportMeta(named.object) && nameOfMember(named) === 'resolve') {
    if (use !== 'write') walk.insertions.wrap(node, TOKENS.origin, TOKENS.close);
    if (args[0] && args[0].type !== 'SpreadElement' && ownCall(args[0]) === undefined) {
      walk.insertions.wrap(args[0], TOKENS.url, TOKENS.close);
    }
  }
}

/** A window that is given to a function beside a path to its `location`: `get(window, 'location.host')`. */
function guardPathOwners(args: CallExpression['arguments'], scope: Place['scope'], walk: Walk): void {
  const { insertions } = walk;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (!isLocationPath(args[at - 1]) && !isLocationPath(args[at + 1])) continue;
    const rank = insertions.rank();
    walk.afterwards(() => {
      if (isWindowLike(argument, scope)) insertions.wrap(argument, TOKENS.of, TOKENS.close, rank);
    });
  }
}

/** What is set to `eval` needs no guard, and code of a strict caller may not even try (ECMA-262 section 13.15.1). */
function setsEval({ operator, left }: AssignmentExpression): boolean {
  const target = withoutParens(left);
  return operator === '=' && target.type === 'Identifier' && target.name === 'eval';
}

/** A property is deleted from its object, or not, and never from what stands for that. */
function deletion(target: AnyNode, scope: Place['scope'], walk: Walk): void {
  const inner = withoutParens(target);
  if (inner.type === 'Identifier' && inner.name === 'eval') return;
  if (inner.type !== 'MemberExpression') {
    walk.visit(target, scope, 'write');
    return;
  }
  if (inner.computed) walk.visit(inner.property, scope);
  walk.visit(inner.object, scope);
}

export const REFERENCE_VISITORS: Visitors = {
  Identifier: (node, place, walk) => reference(node, place, walk, place.scope),
  MemberExpression: member,
  CallExpression: call,
  ChainExpression(node, { scope, use }, walk) {
    planChain(node, walk);
    walk.visit(node.expression, scope, use);
  },
  NewExpression(node, { scope }, walk) {
    const callee = { guarded: false };
    const rank = walk.insertions.rank();
    walk.visitAll(node.arguments, scope);
    walk.visit(node.callee, scope, 'read', callee);
    walk.afterwards(() => {
      if (callee.guarded) walk.insertions.wrap(node.callee as Node, ...CALLEE, rank);
    });
  },
  TaggedTemplateExpression(node, { scope, callee }, walk) {
    walk.visit(node.quasi, scope);
    walk.visit(node.tag, scope, 'call', callee);
  },
  ParenthesizedExpression: (node, { scope, use }, walk) => walk.visit(node.expression, scope, use),
  ExpressionStatement: (node, { scope }, walk) => walk.visit(node.expression, scope, 'effect'),
  SequenceExpression: (node, { scope, use }, walk) =>
    walk.visitAll(node.expressions, scope, use === 'effect' ? use : 'read'),
  AssignmentExpression(node, { scope, use }, walk) {
    const rank = walk.insertions.rank();
    if (guardPattern(node.left, node.right, walk) && use !== 'effect' && use !== 'write') {
      walk.insertions.wrap(node, ...BARE, rank);
    }
    if (node.left.type !== 'Identifier') pickAssigned(node.left, scope);
    notePath(node.left, node.right, scope);
    noteMemoryText(node.left, node.right, scope);
    noteWindow(node.left, node.right, scope, walk);
    walk.visit(node.right, scope);
    if (!setsEval(node)) walk.visit(node.left, scope, 'write');
  },
  UpdateExpression: (node, { scope }, walk) => walk.visit(node.argument, scope, 'write'),
  UnaryExpression(node, { scope }, walk) {
    if (node.operator !== 'delete') walk.visit(node.argument, scope);
    else deletion(node.argument, scope, walk);
  },
  ObjectPattern: (node, { scope, use }, walk) => walk.visitAll(node.properties, scope, use),
  ArrayPattern: (node, { scope, use }, walk) => walk.visitAll(node.elements, scope, use),
  RestElement: (node, { scope, use }, walk) => walk.visit(node.argument, scope, use),
  AssignmentPattern(node, { scope, use }, walk) {
    guardPattern(node.left, node.right, walk);
    walk.visit(node.right, scope);
    walk.visit(node.left, scope, use);
  },
  Property(node, place, walk) {
    const { scope, use } = place;
    if (node.computed) walk.visit(node.key, scope);
    if (!node.shorthand) {
      if (use === 'write') holdTarget(node, walk);
      walk.visit(node.value, scope, use);
      return;
    }
    const name: AnyNode = node.value.type === 'AssignmentPattern' ? node.value.left : node.value;
    if (name.type === 'Identifier') reference(name, place, walk, scope, true);
    if (node.value.type === 'AssignmentPattern') walk.visit(node.value.right, scope);
  },
  MethodDefinition(node, { scope }, walk) {
    if (node.computed) walk.visit(node.key, scope);
    walk.visit(node.value, scope);
  },
};
