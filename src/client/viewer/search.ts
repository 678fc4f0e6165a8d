import type { PdfDocument } from './pdf-library.ts';

export interface Search {
  /** Goes to the next match of a text, wrapping around; of another text than before to the first from `page` on. */
  next(text: string, page: number): Promise<{ readonly page: number; readonly count: number } | undefined>;
  /** Marks what is searched for in the text of a page. */
  mark(texts: readonly HTMLElement[]): void;
}

/** Matches that are marked on one page. */
const MOST_MARKS = 500;

export function createSearch(pdf: PdfDocument): Search {
  const pages = new Map<number, Promise<string>>();
  let wanted = '';
  /** The page of each match, in order. */
  let matches: readonly number[] = [];
  let at = -1;

  async function read(number: number): Promise<string> {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    return folded(items.map((item) => ('str' in item ? item.str : '')).join(''));
  }
  function textOf(number: number): Promise<string> {
    const known = pages.get(number) ?? read(number);
    pages.set(number, known);
    return known;
  }

  return {
    async next(text, page) {
      const asked = folded(text.trim());
      if (asked === '') return undefined;
      if (asked !== wanted) {
        wanted = asked;
        const found: number[] = [];
        for (let number = 1; number <= pdf.numPages; number++)
          for (const _ of places(await textOf(number), asked)) found.push(number);
        // Another text may have been asked for meanwhile.
        if (wanted !== asked) return undefined;
        matches = found;
        at = found.findIndex((each) => each >= page) - 1;
        if (at < -1) at = -1;
      }
      if (matches.length === 0) return undefined;
      at = (at + 1) % matches.length;
      return { page: matches[at]!, count: matches.length };
    },
    mark(texts) {
      const { highlights } = CSS as { readonly highlights?: HighlightRegistry };
      if (wanted === '' || !highlights) return;
      const nodes = texts.flatMap(({ firstChild }) => (firstChild instanceof Text ? [firstChild] : []));
      const marked = highlights.get('found') ?? new Highlight();
      highlights.set('found', marked);
      for (const range of ranges(nodes, wanted)) marked.add(range);
    },
  };
}

/** Where a text stands in a page that is made of pieces. */
function ranges(nodes: readonly Text[], wanted: string): readonly Range[] {
  const starts: number[] = [];
  let whole = '';
  for (const node of nodes) {
    starts.push(whole.length);
    whole += folded(node.data);
  }
  const spot = (place: number): readonly [Text, number] | undefined => {
    const index = starts.findLastIndex((start) => start <= place);
    const node = nodes[index];
    return node && [node, Math.min(place - starts[index]!, node.data.length)];
  };
  return [...places(whole, wanted)].slice(0, MOST_MARKS).flatMap((place) => {
    const from = spot(place);
    const to = spot(place + wanted.length - 1);
    if (!from || !to) return [];
    const range = new Range();
    range.setStart(...from);
    range.setEnd(to[0], Math.min(to[1] + 1, to[0].data.length));
    return [range];
  });
}

function* places(text: string, wanted: string): Generator<number> {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) yield at;
}

/** Without regard to case; letters whose other case is longer stay as they are, so that places hold. */
function folded(text: string): string {
  return Array.from(text, (sign) => {
    const lower = sign.toLowerCase();
    return lower.length === sign.length ? lower : sign;
  }).join('');
}
