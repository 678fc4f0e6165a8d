import type { AnyNode, AssignmentProperty, Property } from 'acorn';

/** Names whose binding matters, one bit each: those rewritten, and those that are windows, some only while they are free. */
export const NAME_BITS: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
  location: 1,
  eval: 2,
  self: 4,
  top: 8,
  parent: 16,
  frames: 32,
  opener: 64,
  window: 128,
  globalThis: 256,
  document: 512,
});
export const LOCATION = 1;
export const EVAL = 2;

/** A scope (ECMA-262 section 9.1), as far as the tracked names go. Complete only when the whole program was walked. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** Where a `var` lands. */
  readonly hoist: Scope;
  readonly strict: boolean;
  /** `this` is the global object of a script. */
  readonly globalThis: boolean;
  /** The body of a `with`: any name may be a property of the object. */
  readonly with: boolean;
  /** A `catch` whose parameter is one name, which a `var` within goes past (ECMA-262 section B.3.4). */
  readonly catches: boolean;
  /** The top of the text of a direct eval, around which there are scopes that are not known. */
  readonly evaluated: boolean;
  /** Bits that `var` does not bind here: at the top of a script `var location` is window.location itself. */
  readonly unbindable: number;
  /** Bits of the names bound here. */
  bound: number;
  /** A parameter or a variable `eval` is bound here, which may be given the native one. */
  givesEval: boolean;
  /** A sloppy direct eval may add variables here at run time. */
  leaky: boolean;
  /** Names bound here by a pattern that takes the `location` out of an object, which may be a window. */
  picked: Set<string> | undefined;
  /** Names that stand behind a key `location` somewhere in the program. */
  readonly aliases: ReadonlySet<string>;
  /** Names that may be given to a window somewhere in the program. Those of a parameter are added before its scope is there. */
  readonly windows: Set<string>;
  /** Those of both that are bound here, and those given to a window here. */
  named: Set<string> | undefined;
  given: Set<string> | undefined;
  /** Names of variables that hold texts out of the memory of WebAssembly; in scopes that `var` lands in. */
  memoryTexts: Set<string> | undefined;
  /** Those that hold the parts of a path. */
  paths: Set<string> | undefined;
  /** Those given a property by a computed key, with the variable that it is a property of, and the latter where what it gave is bound to it. */
  taken: Map<string, string> | undefined;
  owners: Set<string> | undefined;
}

/** What a scope differs in from its parent. `hoists` makes it the one `var` lands in. */
export interface ScopeTraits {
  readonly hoists?: boolean;
  readonly strict?: boolean;
  readonly globalThis?: boolean;
  readonly with?: boolean;
  readonly catches?: boolean;
  readonly evaluated?: boolean;
  readonly unbindable?: number;
  readonly aliases?: ReadonlySet<string>;
  readonly windows?: Set<string>;
}

const NONE: ReadonlySet<string> = new Set();

export function createScope(parent: Scope | undefined, traits: ScopeTraits = {}): Scope {
  const scope: Scope & { hoist: Scope } = {
    parent,
    hoist: undefined as unknown as Scope,
    strict: (traits.strict ?? false) || (parent?.strict ?? false),
    globalThis: traits.globalThis ?? parent?.globalThis ?? false,
    with: traits.with ?? false,
    catches: traits.catches ?? false,
    evaluated: traits.evaluated ?? false,
    unbindable: traits.unbindable ?? 0,
    bound: 0,
    givesEval: false,
    leaky: false,
    picked: undefined,
    aliases: traits.aliases ?? parent?.aliases ?? NONE,
    windows: traits.windows ?? parent?.windows ?? new Set(),
    named: undefined,
    given: undefined,
    memoryTexts: undefined,
    paths: undefined,
    taken: undefined,
    owners: undefined,
  };
  scope.hoist = traits.hoists === true || !parent ? scope : parent.hoist;
  return scope;
}

/** `held`: some scope on the way out can bind the name at run time; `with` says that it is the object of a `with`. */
export type Binding = 'bound' | 'free' | 'held' | 'with';

export function lookUp(bit: number, from: Scope): Binding {
  let found: Binding = 'free';
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) {
    if (scope.bound & bit) return 'bound';
    if (scope.with) found = 'with';
    else if (scope.leaky && scope.unbindable === 0 && found === 'free') found = 'held';
  }
  return found;
}

/** Whether the object of a `with` is asked for names, whoever binds them further in. */
export function isWithin(from: Scope): boolean {
  for (let scope: Scope | undefined = from; scope; scope = scope.parent) if (scope.with) return true;
  return false;
}

/** Whether the `location` that is bound here was taken out of an object by a pattern. */
export function isPicked(from: Scope): boolean {
  let scope: Scope | undefined = from;
  while (scope && (scope.bound & LOCATION) === 0) scope = scope.parent;
  return scope?.picked?.has('location') === true;
}

/** Whether the `eval` that is bound here may be the native one. */
export function isGivenEval(from: Scope): boolean {
  let scope: Scope | undefined = from;
  while (scope && (scope.bound & EVAL) === 0) scope = scope.parent;
  return scope?.givesEval === true;
}

/** Whether another name is one that such a pattern gives to a `location`. */
export function isAlias(name: string, from: Scope): boolean {
  const scope = ownerOf(name, from);
  return scope?.picked?.has(name) === true;
}

function ownerOf(name: string, from: Scope): Scope | undefined {
  let scope: Scope | undefined = from;
  while (scope && scope.named?.has(name) !== true) scope = scope.parent;
  return scope;
}

/** Whether the bindings of a name are kept. */
export function isTracked(name: string, { aliases, windows }: Scope): boolean {
  return aliases.has(name) || windows.has(name);
}

/** Keeps in mind that a name stands for a window. To be asked, as `isGivenWindow`, when all bindings are known. */
export function giveWindow(name: string, from: Scope): void {
  const scope = ownerOf(name, from) ?? topOf(from);
  (scope.given ??= new Set()).add(name);
}

export function isGivenWindow(name: string, from: Scope): boolean {
  return from.windows.has(name) && (ownerOf(name, from) ?? topOf(from)).given?.has(name) === true;
}

export function topOf(from: Scope): Scope {
  let scope = from;
  while (scope.parent) scope = scope.parent;
  return scope;
}

/** Binds names in the scope itself: let, const, using, class, parameters, imports. */
export function bindLexical(pattern: AnyNode | null | undefined, scope: Scope): void {
  if (pattern) bind(pattern, scope);
}

/** Binds names in the scope that `var` lands in. */
export function bindVariable(pattern: AnyNode | null | undefined, { hoist }: Scope): void {
  if (pattern) bind(pattern, hoist, hoist.unbindable, hoist.parent?.named);
}

/** `params`: names of parameters, which a `var` of the body goes on with (ECMA-262 section 10.2.11). */
function bind(pattern: AnyNode, scope: Scope, unbindable = 0, params?: ReadonlySet<string>): void {
  eachName(pattern, (name, isLocation) => {
    scope.bound |= (NAME_BITS[name] ?? 0) & ~unbindable;
    if (isTracked(name, scope) && (isLocation || !params?.has(name))) (scope.named ??= new Set()).add(name);
    if (isLocation) (scope.picked ??= new Set()).add(name);
  });
}

/** The same for names that an assignment sets: of variables that are bound before it, or within the function that it is in. */
export function pickAssigned(pattern: AnyNode, from: Scope): void {
  eachName(pattern, (name, isLocation) => {
    if (!isLocation) return;
    const scope = ownerOf(name, from) ?? from.hoist;
    if (scope.aliases.has(name)) (scope.named ??= new Set()).add(name);
    (scope.picked ??= new Set()).add(name);
  });
}

/** Calls back with each name of a pattern, and whether it gets a property named `location`. */
function eachName(pattern: AnyNode, found: (name: string, isLocation: boolean) => void): void {
  // Nearly all of them are one name.
  if (pattern.type === 'Identifier') {
    found(pattern.name, false);
    return;
  }
  const open: [AnyNode | null, boolean][] = [[pattern, false]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, isLocation] = next;
    if (node?.type === 'Identifier') found(node.name, isLocation);
    else if (node?.type === 'ArrayPattern') for (const each of node.elements) open.push([each, false]);
    else if (node?.type === 'AssignmentPattern') open.push([node.left, isLocation]);
    else if (node?.type === 'RestElement') open.push([node.argument, false]);
    else if (node?.type === 'ObjectPattern')
      for (const each of node.properties)
        open.push(each.type === 'Property' ? [each.value, nameOfKey(each) === 'location'] : [each, false]);
  }
}

function nameOfKey({ key, computed }: Property | AssignmentProperty): unknown {
  if (key.type === 'Literal') return key.value;
  return key.type === 'Identifier' && !computed ? key.name : undefined;
}

/**
 * The `var` a sloppy function in a block makes in its function (ECMA-262 section B.3.2.1), unless a scope between the two
 * binds the name. To be asked when all others are known.
 */
export function hoistFromBlock(bit: number, block: Scope): void {
  for (let scope = block.parent; scope && scope !== block.hoist; scope = scope.parent)
    if (scope.bound & bit && !scope.catches) return;
  block.hoist.bound |= bit & ~block.hoist.unbindable;
}
