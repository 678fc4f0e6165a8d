import type { Literal } from 'acorn';
import { bindLexical } from './scope.ts';
import type { Visitors, Walk } from './walk.ts';

/** Replaces a specifier that the host map knows; the quotes stay the author's. */
export function specifier(node: Literal | null | undefined, walk: Walk): void {
  if (typeof node?.value !== 'string') return;
  const mapped = walk.url(node.value);
  if (mapped === node.value) return;
  const quote = walk.source.charAt(node.start);
  const text = mapped.replace(/[\\'"\n\r\u2028\u2029]/g, (each) =>
    each === quote || each === '\\' ? `\\${each}` : (ESCAPES[each] ?? each),
  );
  walk.specifiers.push({ start: node.start + 1, end: node.end - 1, text });
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** Import and export declarations; names in an export list are local bindings, so they stay. */
export const MODULE_VISITORS: Visitors = {
  ImportDeclaration(node, { scope }, walk) {
    for (const { local } of node.specifiers) bindLexical(local, scope);
    specifier(node.source, walk);
  },
  ExportAllDeclaration: (node, _place, walk) => specifier(node.source, walk),
  ExportNamedDeclaration(node, { scope }, walk) {
    specifier(node.source, walk);
    walk.visit(node.declaration, scope);
  },
};
