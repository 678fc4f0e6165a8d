import { ColumnMover, type ColumnShifts } from './column-shifts.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** The value of a digit by its character code; of anything else it is 0, which ends a number. */
const VALUES = new Uint8Array(128);
for (let value = 0; value < DIGITS.length; value++) VALUES[DIGITS.charCodeAt(value)] = value;
/** The member of a map that has no sections; in a string of JSON its quotes would be escaped. */
const MAPPINGS = /"mappings"\s*:\s*"([A-Za-z0-9+/,;]*)"/;
const SECTIONS = /"sections"\s*:/;
/** ECMA-426, "JSON values utilities": a first line that keeps a map from being run as a script. */
const GUARD_LINE = /^\)\]\}'[^\n]*\n/;
interface IndexMap {
  readonly sections: { offset: { line: number; column: number }; map?: { mappings?: unknown } }[];
}

/**
 * The source map of a script or style sheet, for the text as it is after a rewrite: only columns of the generated code move, so all
 * else stays as it is. Text that is no source map comes back unchanged.
 */
export function shiftSourceMap(json: string, shifts: ColumnShifts): string {
  if (SECTIONS.test(json)) return shiftSections(json, shifts);
  const found = MAPPINGS.exec(json);
  if (!found) return json;
  const [whole, mappings] = found as unknown as [string, string];
  const shifted = shiftMappings(mappings, new ColumnMover(shifts));
  const start = found.index + whole.length - 1 - mappings.length;
  return json.slice(0, start) + shifted + json.slice(start + mappings.length);
}

function shiftSections(json: string, shifts: ColumnShifts): string {
  const guard = GUARD_LINE.exec(json)?.[0] ?? '';
  let index: Partial<IndexMap> | null;
  try {
    index = JSON.parse(json.slice(guard.length)) as Partial<IndexMap> | null;
  } catch (error) {
    if (error instanceof SyntaxError) return json;
    throw error;
  }
  if (!Array.isArray(index?.sections)) return json;
  const mover = new ColumnMover(shifts);
  for (const { offset, map } of index.sections) {
    if (typeof map?.mappings !== 'string') continue;
    const { line, column } = offset;
    const moved = mover.enter(line) ? mover.move(column) : column;
    map.mappings = shiftMappings(map.mappings, mover, { line, column, moved });
    offset.column = moved;
  }
  return guard + JSON.stringify(index);
}

/** `from`: where in the script the mappings begin, and the column that this became. */
function shiftMappings(mappings: string, mover: ColumnMover, from = { line: 0, column: 0, moved: 0 }): string {
  const lines = mappings.split(';');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === '' || !mover.enter(from.line + at)) continue;
    lines[at] = at === 0 ? shiftLine(line, mover, from.column, from.moved) : shiftLine(line, mover, 0, 0);
  }
  return lines.join(';');
}

/** Segments begin with their column, relative to the one before; the rest of each is copied. */
function shiftLine(line: string, mover: ColumnMover, offset: number, movedOffset: number): string {
  let column = offset;
  let written = movedOffset;
  return line
    .split(',')
    .map((segment) => {
      const length = vlqLength(segment);
      if (length === 0) return segment;
      column += decodeVlq(segment, length);
      const moved = mover.move(column);
      const text = encodeVlq(moved - written) + segment.slice(length);
      written = moved;
      return text;
    })
    .join(',');
}

/** Digits of the first number: all but the last have bit 6 (continuation) set. */
function vlqLength(segment: string): number {
  let length = 0;
  while (length < segment.length) if (VALUES[segment.charCodeAt(length++)]! < 32) return length;
  return 0;
}

function decodeVlq(segment: string, length: number): number {
  let value = 0;
  for (let at = length - 1; at >= 0; at--) value = value * 32 + (VALUES[segment.charCodeAt(at)]! & 31);
  return value & 1 ? -(value >>> 1) : value >>> 1;
}

function encodeVlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}
