type Digits = ArrayLike<number>;

/** ISO/IEC 7812-1 annex B (Luhn): every second digit from the right doubled, sum divisible by ten. */
export function luhn(digits: Digits, from: number, count: number): boolean {
  let sum = 0;
  for (let at = 0; at < count; at++) {
    const digit = digits[from + count - 1 - at]!;
    sum += at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** Sum of digits times weights. */
export function weighted(digits: Digits, weights: readonly number[]): number {
  return weights.reduce((sum, weight, at) => sum + weight * digits[at]!, 0);
}

/** The number that some digits write. */
export function numberAt(digits: Digits, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + digits[at]!;
  return value;
}

export function allEqual(digits: Digits, count: number): boolean {
  for (let at = 1; at < count; at++) if (digits[at] !== digits[0]) return false;
  return true;
}

/** Whether such a day can be; a year of two digits may be of any century. */
export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const leap = year < 100 ? year % 4 === 0 : year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

/** ISO 7064 MOD 97-10 over letters (A = 10) and digits; the check passes at 1. */
export function mod97(characters: string): number {
  let rest = 0;
  for (const character of characters) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

// Verhoeff (Mathematical Centre Tracts 29, 1969): multiplication in the dihedral group D5 and its permutation of digits.
const VERHOEFF_PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
const dihedral = (a: number, b: number): number =>
  a < 5 ? (b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5) : b < 5 ? ((a - b + 5) % 5) + 5 : (a - b + 5) % 5;

export function verhoeff(digits: Digits, count: number): boolean {
  let check = 0;
  for (let at = 0; at < count; at++) {
    let digit = digits[count - 1 - at]!;
    for (let times = at % 8; times > 0; times--) digit = VERHOEFF_PERMUTATION[digit]!;
    check = dihedral(check, digit);
  }
  return check === 0;
}
