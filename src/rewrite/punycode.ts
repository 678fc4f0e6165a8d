/** RFC 3492 section 5: the parameters of Punycode. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;

/** A host with its `xn--` labels in Unicode (RFC 5891 U-labels). A label that is no Punycode stays as it is. */
export function toUnicodeHost(host: string): string {
  return host
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodePunycode(label.slice(4)) ?? label) : label))
    .join('.');
}

/** RFC 3492 section 6.2; undefined for text that is no Punycode. */
function decodePunycode(text: string): string | undefined {
  const delimiter = text.lastIndexOf('-');
  const output = [...text.slice(0, Math.max(delimiter, 0))].map((char) => char.charCodeAt(0));
  let n = INITIAL_N;
  let i = 0;
  let bias = INITIAL_BIAS;
  for (let at = delimiter < 0 ? 0 : delimiter + 1; at < text.length; ) {
    const before = i;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = Number.parseInt(rotated(text.charAt(at++)), BASE);
      if (Number.isNaN(digit)) return undefined;
      i += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = output.length + 1;
    bias = adapted(i - before, length, before === 0);
    n += Math.floor(i / length);
    i %= length;
    if (n > 0x10ffff) return undefined;
    output.splice(i++, 0, n);
  }
  return String.fromCodePoint(...output);
}

/** Punycode counts a-z before 0-9; base 36 as JavaScript reads it is the other way round. */
function rotated(char: string): string {
  if (/[a-j]/i.test(char)) return String(char.toLowerCase().charCodeAt(0) - 97);
  if (/[k-z]/i.test(char)) return String.fromCharCode(char.toLowerCase().charCodeAt(0) - 10);
  return /\d/.test(char) ? String.fromCharCode(113 + Number(char)) : '';
}

/** RFC 3492 section 6.1. */
function adapted(delta: number, length: number, first: boolean): number {
  let left = first ? Math.floor(delta / DAMP) : Math.floor(delta / 2);
  left += Math.floor(left / length);
  let k = 0;
  for (; left > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) left = Math.floor(left / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * left) / (left + SKEW));
}
