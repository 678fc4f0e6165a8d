import type { AnyNode, CallExpression, Expression, MemberExpression, ObjectPattern } from 'acorn';
import { MAPPED_PROPERTIES, RUNTIME } from './contract.ts';

const MAPPED: ReadonlySet<string> = new Set(MAPPED_PROPERTIES);

/** Longer concatenations are no property names. */
const MAX_PARTS = 32;

export function withoutParens(node: AnyNode): AnyNode {
  let inner = node;
  while (inner.type === 'ParenthesizedExpression') inner = inner.expression;
  return inner;
}

/** The parts of a concatenation, left to right; one part for any other expression. */
export function partsOf(node: AnyNode): AnyNode[] {
  const parts: AnyNode[] = [];
  let left = withoutParens(node);
  while (left.type === 'BinaryExpression' && left.operator === '+' && parts.length < MAX_PARTS) {
    parts.push(withoutParens(left.right));
    left = withoutParens(left.left);
  }
  parts.push(left);
  return parts.reverse();
}

function literalText(node: AnyNode): string | undefined {
  if (node.type === 'Literal') return String(node.value);
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}

/** What is known of a computed key: its text, or that it could be or cannot be one of the mapped names. */
export type KeyKind = 'mapped' | 'dynamic' | 'other';

export function kindOfKey(key: AnyNode): KeyKind {
  const texts = partsOf(key).map(literalText);
  if (texts.every((text) => text !== undefined)) return MAPPED.has(texts.join('')) ? 'mapped' : 'other';
  const first = texts[0] ?? '';
  const last = texts.at(-1) ?? '';
  return MAPPED_PROPERTIES.some((name) => name.startsWith(first) && name.endsWith(last)) ? 'dynamic' : 'other';
}

/** The kind of a member's property; a private name is another matter. */
export function kindOfMember({ computed, property }: MemberExpression): KeyKind {
  if (computed) return kindOfKey(property);
  return property.type === 'Identifier' && MAPPED.has(property.name) ? 'mapped' : 'other';
}

/** The name of a member that is known, else undefined. */
export function nameOfMember({ computed, property }: MemberExpression): string | undefined {
  if (computed) return literalText(withoutParens(property));
  return property.type === 'Identifier' ? property.name : undefined;
}

/**
 * Whether an argument is a path from an object on that begins with its `location`, as libraries take one: `'location.host'`,
 * `['location', 'host']`. The name alone may be that of anything, such as an event.
 */
export function isLocationPath(argument: AnyNode | undefined): boolean {
  const path = argument && withoutParens(argument);
  if (path?.type !== 'ArrayExpression') {
    const text = path && literalText(path);
    return text !== undefined && (text.startsWith('location.') || text.startsWith('location['));
  }
  const [first] = path.elements;
  return first ? literalText(withoutParens(first)) === 'location' : false;
}

/** Whether a pattern reads a mapped property of its own value (what nests deeper is another value's). */
export function picksMapped(pattern: ObjectPattern): boolean {
  return pattern.properties.some((each) => each.type === 'Property' && isMappedKey(each));
}

/** Whether the key of a property is a mapped name. */
export function isMappedKey({ key, computed }: { readonly key: AnyNode; readonly computed: boolean }): boolean {
  if (computed) return kindOfKey(key) === 'mapped';
  if (key.type === 'Identifier') return MAPPED.has(key.name);
  return key.type === 'Literal' && MAPPED.has(String(key.value));
}

/** The member a call of the runtime's global names (`of` of `__sallyport.of(x)`): such code is rewritten already. */
export function ownCall(node: AnyNode): string | undefined {
  const call = withoutParens(node);
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return undefined;
  return isRuntime(call.callee.object) ? nameOfMember(call.callee) : undefined;
}

/** A call or a member of the runtime's global. */
export function isOwn(node: AnyNode): boolean {
  const inner = withoutParens(node);
  return ownCall(inner) !== undefined || (inner.type === 'MemberExpression' && isRuntime(inner.object));
}

/** The runtime by its name, or as code within a `with` gets at it. */
export function isRuntime(node: AnyNode): boolean {
  if (node.type === 'MemberExpression') return node.object.type === 'Literal' && nameOfMember(node) === RUNTIME;
  return node.type === 'Identifier' && node.name === RUNTIME;
}

export function isImportMeta(node: AnyNode): boolean {
  return node.type === 'MetaProperty' && node.meta.name === 'import';
}

/** Expressions whose value is no Window, whatever happens; they need no guard. */
const NEVER_WINDOW: ReadonlySet<AnyNode['type']> = new Set([
  'ArrayExpression',
  'ArrowFunctionExpression',
  'BinaryExpression',
  'ClassExpression',
  'FunctionExpression',
  'Literal',
  'MetaProperty',
  'ObjectExpression',
  'Super',
  'TemplateLiteral',
  'UnaryExpression',
  'UpdateExpression',
]);

export function needsGuard(node: AnyNode): boolean {
  const inner = withoutParens(node);
  return !NEVER_WINDOW.has(inner.type) && !isRuntime(inner) && ownCall(inner) === undefined;
}

/** Whether the object of this access is reached through a `?.` of the same chain, so that the access may be skipped. */
export function mayBeSkipped(node: MemberExpression | CallExpression): boolean {
  for (let link: AnyNode = linkBefore(node); isLink(link); link = linkBefore(link)) if (link.optional) return true;
  return false;
}

export function isLink(node: AnyNode): node is MemberExpression | CallExpression {
  return node.type === 'MemberExpression' || node.type === 'CallExpression';
}

export function linkBefore(node: MemberExpression | CallExpression): Expression | AnyNode {
  return node.type === 'MemberExpression' ? node.object : node.callee;
}
