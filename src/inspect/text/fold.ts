/** Stands for a code unit that has no meaning of its own between two others. */
export const DROPPED = 0xffff;
const UNKNOWN = 0xfffe;

const INVISIBLE = /[\p{Cf}\p{Mn}\p{Me}\0\u115f\u1160\u3164\uffa0]/u;
const DASH = /\p{Pd}|\u2212/u;
const SPACE = /\p{Zs}/u;
const DIGIT = /\p{Nd}/u;

/**
 * Code unit -> the plainest one that reads the same: any script's digit becomes 0 to 9, any dash `-`, any space a space, full-width and
 * circled forms their ASCII (NFKC); what cannot be seen (zero-width joiners, soft hyphens, combining marks, NUL) is DROPPED.
 * A number that somebody typed in other digits, or with joiners in between, is still that number.
 * Filled on demand: most texts use few scripts.
 */
const table = new Uint16Array(0x10000).fill(UNKNOWN);
for (let code = 1; code < 0x80; code++) table[code] = code;

export function foldUnit(unit: number): number {
  const known = table[unit]!;
  if (known !== UNKNOWN) return known;
  return (table[unit] = plainest(unit));
}

function plainest(unit: number): number {
  if (unit >= 0xd800 && unit < 0xe000) return unit;
  const character = String.fromCharCode(unit);
  if (INVISIBLE.test(character)) return DROPPED;
  if (DASH.test(character)) return 0x2d;
  if (SPACE.test(character)) return 0x20;
  if (DIGIT.test(character)) return 0x30 + digitValue(unit);
  const plain = character.normalize('NFKC');
  return plain.length === 1 ? plain.charCodeAt(0) : unit;
}

/** Decimal digits come in tens, in order (Unicode 4.6): the value is the distance from the first of the ten. */
function digitValue(unit: number): number {
  let first = unit;
  while (unit - first < 9 && DIGIT.test(String.fromCharCode(first - 1))) first--;
  return (unit - first) % 10;
}

/** A whole text, folded and in lower case: the form in which words of lists are compared. */
export function foldText(text: string): string {
  let folded = '';
  for (let at = 0; at < text.length; at++) {
    const unit = foldUnit(text.charCodeAt(at));
    if (unit !== DROPPED) folded += String.fromCharCode(unit);
  }
  return folded.toLowerCase();
}
