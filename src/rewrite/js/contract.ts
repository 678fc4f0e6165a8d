import type { Splice } from '../../model/rewriter.ts';

/** A goal a text can be parsed with (ECMA-262 section 5.1.4); `handler` is a sloppy function body: `return` is allowed. */
export type ParsedGoal = 'script' | 'module' | 'handler';

/** `either` tries script, then module; `url` is the script of a `javascript:` URL, whose completion value may be a document. */
export type ScriptGoal = ParsedGoal | 'either' | 'url';

export interface ScriptOptions {
  readonly goal: ScriptGoal;
  /** Origin URL -> suffix URL for static import and export specifiers; anything else comes back as it is. */
  readonly url: (specifier: string) => string;
  /** The text is the argument of a direct eval: super, new.target and private names may refer to its caller. */
  readonly eval?: boolean;
  /** A direct eval whose caller has a local of the name `location`. */
  readonly shadowed?: boolean;
  /** What relative specifiers of `import()` are relative to, where the engine would take another; nothing where it is not known. */
  readonly base?: (() => string | undefined) | undefined;
  /** A direct eval whose caller is in a `with`, where any name may be a property of its object. */
  readonly within?: boolean;
}

/** What `code` is told of the caller of a direct eval by its second argument: nothing is neither. */
export const CALLERS: readonly (readonly [told: unknown, caller: Pick<ScriptOptions, 'shadowed' | 'within'>])[] = [
  [true, { shadowed: true }],
  [0, { within: true }],
  [1, { shadowed: true, within: true }],
];

export interface ScriptResult {
  readonly splices: readonly Splice[];
  /** `unparsable`: serve the text as it is, and count it; the runtime's hooks still hold. */
  readonly status: 'untouched' | 'rewritten' | 'unparsable';
  /** The goal that fitted; what was asked for when the text was not parsed or fits none. */
  readonly goal: ScriptGoal;
  /** Why a text is unparsable: it is not the language, or it nests deeper than the stack. */
  readonly fault?: 'syntax' | 'depth';
}

/** The one global that rewritten code names. Non-enumerable, non-writable, non-configurable. */
export const RUNTIME = '__sallyport';

/**
 * How code within a `with` gets at the runtime: by a name it would ask the object of the `with`, which may be a Proxy of the page, and
 * hear that it has every name. So the prototype of a literal leads there, the one that pages care for least; what is to be had there leads to no
 * `location` and no `eval`, as such code may be what a page has shut in.
 */
export const WITHIN = '0n.';

/** Properties that are read through a guard on their object. `__sallyport.of` and `.from` must know these three. */
export const MAPPED_PROPERTIES = ['location', 'postMessage', 'eval'] as const;

/**
 * What the page runtime must provide on the global. `guards.ts` makes all of them from a few hooks.
 *
 * A *facade* of a Window or Document has `location` (non-configurable accessor, assignable), `postMessage` (maps
 * targetOrigin; called with the facade, a window or undefined as `this`) and `eval`.
 *
 * `window.eval` itself must stay the native function: a direct eval is one only if the name resolves to it
 * (ECMA-262 section 13.3.6.1). Every other mention of `eval` is rewritten to the member `eval` instead. The bare
 * identifier `postMessage` is not rewritten: the runtime patches it on its own realm's global.
 */
export const RUNTIME_MEMBERS = {
  location: 'accessor, non-configurable: the Location the page believes in; assigning navigates',
  eval: 'accessor: indirect eval of rewritten code; what the page put into window.eval once it did; assigning sets window.eval',
  of: '(x) => x, but the facade of a Window or Document. Null and undefined come back as they are',
  from: '(x) => x, but a view (Proxy: every property, the mapped ones from the facade) of a Window or Document; destructuring only',
  bare: '(x) => the Window or Document a view was made of; anything else as it is',
  at: '(x, keys) => of(x) when the last key is a mapped property, else x; keeps the last key for `key`',
  key: 'getter: the key `at` kept; it is read directly after, once',
  held: '(x) => the facade of the native Location, the wrapper of the native eval; anything else as it is',
  direct:
    '(x) => the native eval for the one that stands for it, so that calls by the name `eval` are direct; anything else as it is',
  around:
    'getter: the object of a `with` around another: `location` alone, which is read and assigned where the other has none',
  scope:
    '(x, outer) => x as the object of a `with`, kept for `over`; `outer`: reads, sets or deletes the `eval` that is further out',
  over: 'getter: the object of a `with` within the last one: `eval` alone, of that or from further out, as the function whose calls by that name are direct',
  code: '(x, shadowed?) => a string as rewritten code for a direct eval; anything else as it is. `shadowed`: see ScriptOptions',
  codes: '(list, shadowed?) => the list with its first item passed through `code`',
  url: '(x) => what import() is given: a string as its suffix URL; an object as one whose conversion to string, done once, is mapped; else as it is',
  loaded: '(promise) => the promise of an import(), whose error quotes URLs as the page knows them',
  returned: '(…x) => the last x; a string as the text of a document (HTML 7.4.2.3.2) as it must be here',
  origin: '(x) => a suffix URL string as its origin URL; anything else as it is',
  lift: '(x) => x, noting whether it is null or undefined, which ends its chain',
  till: '(x, within?) => undefined once the chain has ended; throws a TypeError for null and undefined, as a property access does; else of(x). `within`: another `till` is still to know',
  method: '(x, get) => get(x), a function as one that is called on x; undefined once the chain has ended',
} as const;
