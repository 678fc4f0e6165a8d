import type { AnyNode, Literal } from 'acorn';
import { isAdded, LOADED, MAPPED_META, relativeTo } from './added-code.ts';
import { isImportMeta, ownCall } from './expressions.ts';
import { TOKENS } from './tokens.ts';
import { specifier } from './visit-modules.ts';
import type { Visitors, Walk } from './walk.ts';

/** A specifier that is a literal without an authority (`./a.js`, `vue`) is the same on both sides, but for a grant. */
function isLocalSpecifier(node: AnyNode): boolean {
  return node.type === 'Literal' && typeof node.value === 'string' && !/[\\/][\t\n\r]*[\\/]/.test(node.value);
}

/** What `import()` is given, mapped; relative to what it is at home, where that is another place than here. */
function importSpecifier(source: AnyNode, walk: Walk): void {
  if (ownCall(source) !== undefined) return;
  const text = source.type === 'Literal' ? String(source.value) : undefined;
  const base = text === undefined || /^\.{0,2}\//.test(text) ? walk.base?.() : undefined;
  if (base === undefined && isLocalSpecifier(source)) {
    specifier(source as Literal, walk);
    return;
  }
  walk.insertions.wrap(source, TOKENS.url, TOKENS.close);
  if (base !== undefined) walk.insertions.wrap(source, ...relativeTo(base));
}

/** `import()`, and an `import.meta` that is given on as it is. */
export const IMPORT_VISITORS: Visitors = {
  ImportExpression(node, { scope, use }, walk) {
    if (use !== 'write') walk.insertions.wrap(node, ...LOADED);
    importSpecifier(node.source, walk);
    walk.visit(node.options, scope);
    walk.visit(node.source, scope, ownCall(node.source) === undefined ? 'read' : 'write');
  },
  MetaProperty(node, { callee }, walk) {
    if (!isImportMeta(node) || isAdded(walk.source, node.start)) return;
    if (callee) callee.guarded = true;
    walk.insertions.wrap(node, ...MAPPED_META);
  },
};
