import type { ScriptOptions, ScriptResult } from './contract.ts';
import { Insertions } from './insertions.ts';
import { parseScript } from './parse.ts';
import { createScope, LOCATION, type Scope } from './scope.ts';
import { TOKENS } from './tokens.ts';
import { aliasesIn, isTouched } from './triggers.ts';
import { IMPORT_VISITORS } from './visit-imports.ts';
import { MODULE_VISITORS } from './visit-modules.ts';
import { REFERENCE_VISITORS } from './visit-references.ts';
import { hasUseStrict, SCOPE_VISITORS } from './visit-scopes.ts';
import { type Visitors, type Walk, walkTree } from './walk.ts';
import { windowNamesIn } from './window-names.ts';

const VISITORS: Visitors = { ...REFERENCE_VISITORS, ...SCOPE_VISITORS, ...IMPORT_VISITORS, ...MODULE_VISITORS };

/** Statements that leave the value of a script to those before them (ECMA-262 14.2.2, evaluation of a statement list). */
const VALUELESS: ReadonlySet<string> = new Set([
  'EmptyStatement',
  'VariableDeclaration',
  'FunctionDeclaration',
  'ClassDeclaration',
]);

/**
 * The splices that make a script see its own origin: free `location` becomes a member of the runtime, the object before
 * `.location`, `.postMessage` and `.eval` is guarded, arguments of eval and import are mapped (RUNTIME_MEMBERS says to what).
 * Only insertions, but for static specifiers; no line is added. Never throws.
 *
 * Known misses, all of which leave the text as it is: writes of `location` within the `with` of a function that has a direct eval of its
 * own, which may make it a variable there; computed keys on objects that do
 * not look like a window and are not known as one by another name, unless the key is a hidden text; members that a pattern within another one sets to the `location` of a window (`[{ location: a.b }] = [window]`); a `var` pattern at the top of a script that binds `location`; the `this` of an `eval` that is a method of the object of
 * a `with`.
 */
export function rewriteScript(source: string, options: ScriptOptions): ScriptResult {
  if (!isTouched(source, options.goal)) return { splices: [], status: 'untouched', goal: options.goal };
  const parsed = parseScript(source, options);
  if (!parsed.program) return { splices: [], status: 'unparsable', goal: options.goal, fault: parsed.fault };
  const { program, goal } = parsed;

  const isScript = goal === 'script' && options.eval !== true;
  const top: Scope = createScope(undefined, {
    strict: goal === 'module' || hasUseStrict(program.body),
    globalThis: isScript,
    evaluated: options.eval === true,
    with: options.within === true,
    unbindable: isScript ? LOCATION : 0,
    aliases: aliasesIn(source),
    windows: windowNamesIn(source),
  });
  if (options.shadowed === true) top.bound |= LOCATION;

  const insertions = new Insertions();
  if (top.with) insertions.within({ start: 0, end: source.length });
  const statements = options.goal === 'url' ? program.body : [];
  const last = statements.findLast(({ type }) => !VALUELESS.has(type));
  // In front of the value, which it would replace; that one is no directive, now that it is wrapped.
  const first = statements.find((each) => each === last || !('directive' in each));
  if (first) insertions.open(first.start, first.end, TOKENS.inFrame, insertions.rank());
  if (last?.type === 'ExpressionStatement') insertions.wrap(last.expression, TOKENS.returned, TOKENS.close);
  const specifiers: Walk['specifiers'] = [];
  const { url, base } = options;
  walkTree(program.body, top, VISITORS, {
    source,
    insertions,
    specifiers,
    url,
    base,
    planned: new Map(),
    settled: new Set(),
    passed: new Map(),
    steps: new Set(),
  });

  const splices = insertions.splices(source);
  if (specifiers.length > 0) splices.push(...specifiers);
  if (splices.length === 0) return { splices, status: 'untouched', goal };
  return {
    splices: specifiers.length > 0 ? splices.sort((a, b) => a.start - b.start) : splices,
    status: 'rewritten',
    goal,
  };
}
