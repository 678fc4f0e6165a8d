/**
 * Whether the tokenizer is inside SVG or MathML, as far as it can be told without building the tree (HTML 13.2.6.5): there
 * CDATA is allowed and `script`, `style`, `title` and `textarea` do not change how text is read.
 */
export interface ForeignTracker {
  readonly inForeign: boolean;
  start(name: string, selfClosing: boolean): void;
  end(name: string): void;
}

/** Elements inside which HTML holds again. */
const INTEGRATION: ReadonlySet<string> = new Set([
  'foreignobject',
  'desc',
  'title',
  'mi',
  'mo',
  'mn',
  'ms',
  'mtext',
  'annotation-xml',
]);
/** Start tags that end foreign content (HTML 13.2.6.5, "any other start tag" exceptions). */
const BREAKOUT: ReadonlySet<string> = new Set(
  'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var'.split(
    ' ',
  ),
);

export function createForeignTracker(): ForeignTracker {
  /** Names of open foreign roots and integration points. */
  const open: string[] = [];
  const isForeign = (): boolean => {
    const last = open.at(-1);
    return last !== undefined && !INTEGRATION.has(last);
  };
  return {
    get inForeign() {
      return isForeign();
    },
    start(name, selfClosing) {
      if (isForeign() && BREAKOUT.has(name)) {
        while (isForeign()) open.pop();
      }
      if (selfClosing) return;
      if (name === 'svg' || name === 'math' || (isForeign() && INTEGRATION.has(name))) open.push(name);
    },
    end(name) {
      const at = open.lastIndexOf(name);
      if (at >= 0) open.length = at;
    },
  };
}
