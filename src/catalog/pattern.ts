export type Words = Readonly<Record<string, string>>;

/** A pattern of a value compiled. */
export interface Pattern {
  readonly negated: boolean;
  readonly fits: (text: string) => boolean;
}

/** Longer texts are not read. They count as what they may be. */
export const LONGEST = 8192;

/** Texts between runs, and what the runs are called. No regular expression: several runs in one would take cubic time. */
interface Runs {
  readonly texts: readonly string[];
  readonly names: ReadonlyArray<string | undefined>;
}

function runsOf(written: string): Runs {
  const names: (string | undefined)[] = [];
  const texts = written
    .replace(/\{([a-zA-Z]\w*)(?:\*\*)?\}|\*+/g, (_run, name: string | undefined) => {
      names.push(name);
      return '\0';
    })
    .split('\0');
  // Servers that mind case answer a misspelt name with an error; those that do not must not be fooled by it.
  return { texts: texts.map((text) => text.toLowerCase()), names };
}

/** Each run takes as little as it can, which finds a fit wherever there is one; a run with a name takes something. */
function runsFit({ texts, names }: Runs, text: string): Words | undefined {
  const lower = text.toLowerCase();
  // A few characters change their length with their case.
  const source = lower.length === text.length ? text : lower;
  const first = texts[0]!;
  const last = texts.at(-1)!;
  if (names.length === 0) return lower === first ? {} : undefined;
  if (!lower.startsWith(first) || !lower.endsWith(last)) return undefined;
  const end = lower.length - last.length;
  const words: Record<string, string> = {};
  let at = first.length;
  for (const [index, name] of names.entries()) {
    const from = at + (name === undefined ? 0 : 1);
    const final = index === names.length - 1;
    const to = final ? end : lower.indexOf(texts[index + 1]!, from);
    if (to < from || to > end) return undefined;
    if (name !== undefined) words[name] = source.slice(at, to);
    at = to + (final ? 0 : texts[index + 1]!.length);
  }
  return words;
}

/** Compiles a pattern of a value (see `Patterns`). */
export function valuePattern(written: string): Pattern {
  const negated = written.startsWith('!');
  const runs = runsOf(negated ? written.slice(1) : written);
  return { negated, fits: (text) => runsFit(runs, text) !== undefined };
}

/** Compiles a pattern of a path: the words it names, or undefined where it does not fit. */
export function pathPattern(written: string): (path: string) => Words | undefined {
  const parts = written.replace(/^\//, '').split('/');
  const deep = /^(?:\*\*|\{(\w+)\*\*\})$/.exec(parts.at(-1)!);
  const open = parts[0] === '**' && parts.length > 1;
  const middle = parts.slice(open ? 1 : 0, deep ? -1 : undefined).map(runsOf);

  function fitFrom(segments: readonly string[], start: number): Words | undefined {
    const words: Record<string, string> = {};
    for (const [index, runs] of middle.entries()) {
      const found = runsFit(runs, segments[start + index] ?? '');
      if (!found) return undefined;
      Object.assign(words, found);
    }
    const rest = segments.slice(start + middle.length).join('/');
    if (!deep) return words;
    if (deep[1] === undefined) return words;
    return rest === '' ? undefined : { ...words, [deep[1]]: rest };
  }

  return (path) => {
    const segments = path.slice(1).split('/');
    const spare = segments.length - middle.length - (deep && middle.length > 0 ? 1 : 0);
    if (spare < 0) return undefined;
    if (!open) return deep || spare === 0 ? fitFrom(segments, 0) : undefined;
    if (!deep) return fitFrom(segments, spare);
    for (let start = 0; start <= spare; start++) {
      const words = fitFrom(segments, start);
      if (words) return words;
    }
    return undefined;
  };
}

/** Why a pattern of a path may not be used; undefined when it may. */
export function pathFault(written: string): string | undefined {
  if (!/^(\/|\*\*)/.test(written)) return 'must begin with / or **';
  const inner = written.split('/').slice(1, -1).join('/');
  const last = written.slice(written.lastIndexOf('/') + 1);
  const whole = /^(\*\*|\{\w+\*\*\})$/.test(last) || !last.includes('**');
  return inner.includes('**') || !whole || /^\*\*[^/]/.test(written)
    ? '** may only be the first segment and the last'
    : undefined;
}
