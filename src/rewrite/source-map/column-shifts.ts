import type { Splice } from '../../model/rewriter.ts';

/**
 * What splices moved, as triples [line, column, characters added there], sorted; lines and columns as source maps count
 * them (ECMA-426): from 0, in UTF-16 code units, of the text before.
 */
export type ColumnShifts = Int32Array;

const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

/** The shifts of splices that add no line. */
export function columnShifts(source: string, splices: readonly Splice[]): ColumnShifts {
  const shifts = new Int32Array(splices.length * 3);
  let line = 0;
  let lineStart = 0;
  LINE_END.lastIndex = 0;
  let next = LINE_END.exec(source);
  let at = 0;
  for (const { start, end, text } of splices) {
    while (next && next.index + next[0].length <= start) {
      line++;
      lineStart = next.index + next[0].length;
      next = LINE_END.exec(source);
    }
    shifts[at++] = line;
    shifts[at++] = start - lineStart;
    shifts[at++] = text.length - (end - start);
  }
  return shifts;
}

/** The shifts of the same text when it stands behind `characters` more on its first line. */
export function shiftedBy(characters: number, shifts: ColumnShifts): ColumnShifts {
  const all = new Int32Array(shifts.length + 3);
  all.set([0, -1, characters]);
  all.set(shifts, 3);
  return all;
}

/** Moves columns of one text, asked for in the order of lines. */
export class ColumnMover {
  private readonly shifts: ColumnShifts;
  private line = -1;
  /** Of the current line: its first shift, the next one, and what those before it add. */
  private first = 0;
  private next = 0;
  private added = 0;
  private column = 0;

  constructor(shifts: ColumnShifts) {
    this.shifts = shifts;
  }

  /** Whether a line has shifts. Lines come in ascending order. */
  enter(line: number): boolean {
    if (line !== this.line) {
      while (this.first < this.shifts.length && this.shifts[this.first]! < line) this.first += 3;
      this.line = line;
      this.rewind();
    }
    return this.shifts[this.first] === line;
  }

  /** Where a column of the entered line is now. What was inserted right at a token counts to that token. */
  move(column: number): number {
    if (column < this.column) this.rewind();
    this.column = column;
    while (this.shifts[this.next] === this.line && this.shifts[this.next + 1]! < column) {
      this.added += this.shifts[this.next + 2]!;
      this.next += 3;
    }
    return Math.max(0, column + this.added);
  }

  private rewind(): void {
    this.next = this.first;
    this.added = 0;
    this.column = 0;
  }
}
