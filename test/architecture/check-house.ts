import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { findCycles } from './cycles.ts';
import { FORBIDDEN_WORDS, type Folder, type HouseRules, LONG } from './house-rules.ts';
import { type ImportFact, readSource, type SourceFacts } from './read-source.ts';

export type Rule =
  | 'unknown-folder'
  | 'missing-module'
  | 'wrong-floor'
  | 'impure'
  | 'second-door'
  | 'cycle'
  | 'forbidden-name'
  | 'file-name'
  | 'default-export'
  | 'barrel'
  | 'too-long';

export interface Violation {
  readonly rule: Rule;
  /** `path:line`, or a path alone. */
  readonly where: string;
  readonly what: string;
}

/** Path from the root (`src/proxy/server.ts`) -> source text. */
export type Sources = ReadonlyMap<string, string>;

/** Everything the house forbids in `src`, for a set of sources. Pure, so that the checker itself can be tested. */
export function checkHouse(sources: Sources, rules: HouseRules): Violation[] {
  const facts = new Map([...sources].map(([path, text]) => [path, readSource(text)]));
  return [
    ...[...facts].flatMap(([path, file]) => checkImports(path, file, facts, rules)),
    ...checkCycles(facts),
    ...[...facts].flatMap(([path, file]) => checkFile(path, file, rules)),
  ];
}

/** `proxy` for src/proxy/stages/route.ts, `main.ts` for src/main.ts. */
export function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** `@peculiar/x509` for `@peculiar/x509/build/x.js`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}

function checkImports(
  path: string,
  file: SourceFacts,
  all: ReadonlyMap<string, SourceFacts>,
  rules: HouseRules,
): Violation[] {
  const own = folderOf(path);
  const folder = rules.folders[own];
  if (!folder) return [{ rule: 'unknown-folder', where: path, what: `${own} has no floor` }];
  const isBuildStep = rules.buildSteps.includes(path);
  return file.imports.flatMap(({ specifier, line }: ImportFact): Violation[] => {
    const where = `${path}:${line}`;
    if (specifier.startsWith('.')) {
      const target = resolveImport(path, specifier);
      if (!all.has(target)) return [{ rule: 'missing-module', where, what: `${specifier} is no module of src` }];
      const fault = floorFault(own, folder, folderOf(target), rules, isBuildStep || rules.buildSteps.includes(target));
      return fault === undefined ? [] : [{ rule: 'wrong-floor', where, what: `${own} imports ${target}: ${fault}` }];
    }
    if (isBuiltin(specifier)) {
      return folder.pure && !isBuildStep
        ? [{ rule: 'impure', where, what: `${own} is pure and imports ${specifier}` }]
        : [];
    }
    const dependency = packageOf(specifier);
    const door = rules.doors[dependency];
    // The composition root is one with the command line.
    if (door === own || (door === 'cli' && own === 'main.ts')) return [];
    return [
      { rule: 'second-door', where, what: `${dependency} is imported by ${own}; its door is ${door ?? 'not set'}` },
    ];
  });
}

function floorFault(
  own: string,
  folder: Folder,
  target: string,
  rules: HouseRules,
  isBuildStep: boolean,
): string | undefined {
  if (own === target) return undefined;
  const other = rules.folders[target];
  if (!other) return 'it has no floor';
  if (other.floor === folder.floor) return 'both are on one floor';
  if (other.floor > folder.floor) return `floor ${folder.floor} imports floor ${other.floor}`;
  if (folder.only && !folder.only.includes(target)) return `only ${folder.only.join(', ')} may be imported`;
  if (other.onlyFor && !other.onlyFor.includes(own) && !isBuildStep) return 'no folder may import it';
  return undefined;
}

function checkCycles(facts: ReadonlyMap<string, SourceFacts>): Violation[] {
  const graph = new Map(
    [...facts].map(([path, file]) => [
      path,
      file.imports.map(({ specifier }) => resolveImport(path, specifier)).filter((target) => facts.has(target)),
    ]),
  );
  return findCycles(graph).map((group) => ({ rule: 'cycle', where: group[0]!, what: group.join(' <-> ') }));
}

/** `camelCase`, `PascalCase`, `UPPER_CASE` and `kebab-case` names as lower-case words. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Identifiers of our own making: a member read from somebody else's object (`log.info`) is not one. */
const IDENTIFIER = /(?<![\w$.#])[A-Za-z_$][\w$]*/g;

/** Names in `path` and `code` that say nothing. Used for tests and benches too. */
export function checkNames(path: string, code: string, namesOfOthers: readonly string[]): Violation[] {
  const found: Violation[] = [];
  const segments = path.split('/');
  for (const word of segments.flatMap((segment) => wordsOf(segment)))
    if (FORBIDDEN_WORDS.has(word)) found.push({ rule: 'forbidden-name', where: path, what: `a path with "${word}"` });
  for (const segment of segments)
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?(\.d)?(\.ts)?$/.test(segment))
      found.push({ rule: 'file-name', where: path, what: `${segment} is not kebab-case` });
  const seen = new Set<string>();
  for (const { 0: name, index } of code.matchAll(IDENTIFIER)) {
    if (seen.has(name) || namesOfOthers.includes(name) || namesOfOthers.includes(`${path} ${name}`)) continue;
    seen.add(name);
    const word = wordsOf(name).find((part) => FORBIDDEN_WORDS.has(part));
    if (word === undefined) continue;
    found.push({ rule: 'forbidden-name', where: `${path}:${code.slice(0, index).split('\n').length}`, what: name });
  }
  return found;
}

function checkFile(path: string, file: SourceFacts, rules: HouseRules): Violation[] {
  const found = checkNames(path, file.code, rules.namesOfOthers);
  if (file.exportsDefault) found.push({ rule: 'default-export', where: path, what: 'exports are named' });
  if (file.reexportsAll || path.endsWith('/index.ts'))
    found.push({ rule: 'barrel', where: path, what: 'import from the module that has it' });
  if (file.lines > LONG && !Object.hasOwn(rules.longFiles, path))
    found.push({ rule: 'too-long', where: path, what: `${file.lines} lines and no reason in the table` });
  return found;
}
