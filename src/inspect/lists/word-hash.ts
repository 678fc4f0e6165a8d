/** FNV-1a, 32 bits: fast, and no secret. */
export const HASH_BEGIN = 0x811c9dc5;

const lowered = (unit: number): number => {
  if (unit < 0x80) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  const lower = String.fromCharCode(unit).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
};

/** Goes on with a hash over some units of folded text, whatever their case. */
export function hashUnits(begin: number, units: ArrayLike<number>, from: number, to: number): number {
  let hash = begin;
  for (let at = from; at < to; at++) {
    const unit = lowered(units[at]!);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  return hash >>> 0;
}

export const unitsOf = (text: string): Uint16Array => Uint16Array.from(text, (character) => character.charCodeAt(0));
