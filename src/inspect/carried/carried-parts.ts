import type { CarriedFiles } from '../../model/carried-files.ts';

/** How the bytes of a file are written, as far as the body tells: `either` where it does not. */
export type Written = 'base64' | 'text' | 'either';

/** What a body holds: files that stand in it as text, and all other texts, in its order. */
export type CarriedPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'file';
      readonly name: string | undefined;
      readonly type: string | undefined;
      readonly written: Written;
    }
  /** More of the file that was begun, and its end. */
  | { readonly kind: 'piece'; readonly text: string }
  | { readonly kind: 'end' }
  /** What is in a file cannot be known, and why. */
  | { readonly kind: 'doubt'; readonly why: string };

const CONTRADICTION: CarriedPart = {
  kind: 'doubt',
  why: 'a file of which two things are said, of which an app may believe either',
};
const PIECE: CarriedPart = { kind: 'doubt', why: 'a piece of a file' };

/** Bytes of a file that wait for what the body says of it further on. */
const WAITS = 16 * 1024;
/** Of all files that wait at once. */
const ALL_WAIT = 1024 * 1024;
/** Of a name, and of what says how a file is written. */
const LONGEST_NAME = 1024;

interface Waiting {
  readonly spec: number;
  readonly content: string;
}

/** What one object, or a form, says of the files in it. */
interface Told {
  readonly names: Map<number, string>;
  readonly codings: Map<number, Set<Written>>;
  readonly waiting: Waiting[];
  /** Files that went on before all was said. */
  readonly begun: { readonly spec: number; readonly written: Written }[];
}

export interface CarriedGatherer {
  /** An object begins, or a form. */
  open(): void;
  /** It ends: what waited for it goes on. */
  close(): Generator<CarriedPart>;
  /** A value begins; `path` are the names that lead to it, `undefined` for an element of a list. */
  begin(path: readonly (string | undefined)[]): void;
  /** A piece of the value. */
  piece(text: string): Generator<CarriedPart>;
  end(): Generator<CarriedPart>;
}

type Path = readonly string[];
const pathOf = (written: string | undefined): Path | undefined => written?.toLowerCase().split('.');

/** Whether a path is that of the names; `**` in front leaves open what stands before. Servers that do not mind case must not be fooled by it. */
function leads(to: Path | undefined, path: readonly (string | undefined)[]): boolean {
  if (to?.[0] === '**')
    return path.length >= to.length - 1 && leads(to.slice(1), path.slice(path.length - to.length + 1));
  return (
    to?.length === path.length &&
    to.every((name, at) => name === '*' || (path[at] !== undefined && name === path[at]?.toLowerCase()))
  );
}

/** Finds the files among the values of a body, and what it says of them, wherever in the same object that stands. */
export function gatherCarried(files: readonly CarriedFiles[]): CarriedGatherer {
  const specs = files.map(({ content, name, coding, piece, type }) => ({
    content: pathOf(content)!,
    name: pathOf(name),
    coding: pathOf(coding),
    piece: pathOf(piece),
    type,
  }));
  const open: Told[] = [];
  let waiting = 0;
  let role: 'content' | 'told' | 'other' = 'other';
  let spec = -1;
  let held = '';
  let goesOn = false;
  let names: number[] = [];
  let codings: number[] = [];
  let isPiece = false;

  const innermost = <Value>(from: (told: Told) => Value | undefined): Value | undefined => {
    for (let at = open.length - 1; at >= 0; at--) {
      const value = from(open[at]!);
      if (value !== undefined) return value;
    }
    return undefined;
  };

  function writtenAs(which: number): { readonly written: Written; readonly contradicts: boolean } {
    if (specs[which]!.coding === undefined) return { written: 'base64', contradicts: false };
    const told = innermost(({ codings: all }) => all.get(which));
    const [only, another] = told ?? [];
    return {
      written: another === undefined && only !== undefined ? only : 'either',
      contradicts: another !== undefined,
    };
  }

  function* file(which: number): Generator<CarriedPart> {
    const { written, contradicts } = writtenAs(which);
    if (contradicts) yield CONTRADICTION;
    yield { kind: 'file', name: innermost((told) => told.names.get(which)), type: specs[which]!.type, written };
    open.at(-1)?.begun.push({ spec: which, written });
  }

  function* whole({ spec: which, content }: Waiting): Generator<CarriedPart> {
    yield* file(which);
    yield { kind: 'piece', text: content };
    yield { kind: 'end' };
  }

  return {
    open() {
      open.push({ names: new Map(), codings: new Map(), waiting: [], begun: [] });
    },
    *close() {
      const told = open.at(-1);
      if (told === undefined) return;
      const early = told.begun.splice(0);
      for (const each of told.waiting) {
        waiting -= each.content.length;
        yield* whole(each);
      }
      for (const { spec: which, written } of early) {
        const { written: now, contradicts } = writtenAs(which);
        // What was read in both ways is known whatever comes.
        if (contradicts || (written !== 'either' && now !== written)) yield CONTRADICTION;
      }
      open.pop();
    },
    begin(path) {
      spec = specs.findIndex(({ content }) => leads(content, path));
      names = specs.flatMap(({ name }, index) => (leads(name, path) ? [index] : []));
      codings = specs.flatMap(({ coding }, index) => (leads(coding, path) ? [index] : []));
      isPiece = specs.some(({ piece }) => leads(piece, path));
      role = spec >= 0 ? 'content' : isPiece || names.length + codings.length > 0 ? 'told' : 'other';
      held = '';
      goesOn = false;
    },
    *piece(text) {
      if (role !== 'content') {
        yield { kind: 'text', text };
        if (role === 'told' && held.length < LONGEST_NAME) held += text;
        return;
      }
      held += text;
      if (held.length < WAITS) return;
      if (!goesOn) yield* file(spec);
      goesOn = true;
      yield { kind: 'piece', text: held };
      held = '';
    },
    *end() {
      if (role !== 'content') {
        yield { kind: 'text', text: '\n' };
        if (isPiece && held !== '') yield PIECE;
        for (const each of names) open.at(-1)?.names.set(each, held.slice(0, LONGEST_NAME));
        const coding: Written = /^\s*(?:data:[^,]*;)?base64/i.test(held) ? 'base64' : 'text';
        for (const each of codings) {
          const told = open.at(-1)?.codings;
          if (held !== '' && told !== undefined) told.set(each, (told.get(each) ?? new Set()).add(coding));
        }
        return;
      }
      if (goesOn) {
        if (held !== '') yield { kind: 'piece', text: held };
        yield { kind: 'end' };
      } else if (waiting + held.length > ALL_WAIT || open.length === 0) yield* whole({ spec, content: held });
      else {
        waiting += held.length;
        open.at(-1)!.waiting.push({ spec, content: held });
      }
      held = '';
    },
  };
}
