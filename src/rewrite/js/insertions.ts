import type { Splice } from '../../model/rewriter.ts';
import { RUNTIME, WITHIN } from './contract.ts';
import { TOKENS } from './tokens.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
  readonly closes: boolean;
  /** The other end of the span: wider spans go outside. */
  readonly far: number;
  /** Of two equal spans the one with the lower rank goes outside. */
  readonly rank: number;
}

/** A member of the runtime by its name. */
const NAMED = new RegExp(`(?<!${WITHIN})${RUNTIME}\\.`, 'g');
const WORD_CHARACTER = /[\w$\u0080-\uffff]/;

/** Texts to insert round spans that nest, given in any order. */
export class Insertions {
  private readonly list: Insertion[] = [];
  private readonly bodies: Span[] = [];
  private ranks = 0;

  /** To be drawn while walking from the outside in; an insertion may then be added at any later time. */
  rank(): number {
    return this.ranks++;
  }

  open(at: number, far: number, text: string, rank: number): void {
    this.list.push({ at, far, text, rank, closes: false });
  }

  close(at: number, far: number, text: string, rank: number): void {
    this.list.push({ at, far, text, rank, closes: true });
  }

  /** What is inserted in the body of a `with` does not name the runtime (WITHIN). */
  within({ start, end }: Span): void {
    this.bodies.push({ start, end });
  }

  wrap({ start, end }: Span, open: string, close: string, rank = this.rank()): void {
    this.open(start, end, open, rank);
    this.close(end, start, close, rank);
  }

  /** One splice a position, in order. A guard that would grow together with the keyword before it is set off by a comment. */
  splices(source: string): Splice[] {
    const splices: Splice[] = [];
    let at = -1;
    let text = '';
    const flush = (): void => {
      if (text === '') return;
      const glued = WORD_CHARACTER.test(text.charAt(0)) && at > 0 && WORD_CHARACTER.test(source.charAt(at - 1));
      splices.push({ start: at, end: at, text: glued ? TOKENS.gap + text : text });
    };
    const isWithin = inSpans(this.bodies);
    for (const each of this.list.sort(inOrder)) {
      if (each.at !== at) {
        flush();
        at = each.at;
        text = '';
      }
      text += isWithin(each) ? each.text.replace(NAMED, `${WITHIN}$&`) : each.text;
    }
    flush();
    return splices;
  }
}

/** Whether an insertion is in one of the spans, asked in order of place. What opens belongs to what is behind it, what closes to what is before. */
function inSpans(spans: Span[]): (insertion: Insertion) => boolean {
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  let next = 0;
  let span: Span | undefined;
  return ({ at, closes }) => {
    // Those within another are passed with it.
    while (next < spans.length && spans[next]!.start <= at) {
      const each = spans[next++]!;
      if (!span || each.end > span.end) span = each;
    }
    if (!span) return false;
    return closes ? span.start < at && at <= span.end : at < span.end;
  };
}

function inOrder(a: Insertion, b: Insertion): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.closes !== b.closes) return a.closes ? -1 : 1;
  if (a.far !== b.far) return b.far - a.far;
  return a.closes ? b.rank - a.rank : a.rank - b.rank;
}
