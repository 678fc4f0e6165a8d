import { isWord, textOf } from '../text/units.ts';
import type { Detector } from './detector.ts';

const MAX = 1000;

/** What a key of some issuer looks like behind its fixed beginning: least and greatest length of the rest, and what it is made of. */
type Form = readonly [beginning: string, alphabet: RegExp, least: number, most: number];

const ALNUM = /^[0-9A-Za-z]$/;
const UPPER = /^[0-9A-Z]$/;
const WORDY = /^[\w-]$/;
const DOTTED = /^[\w.-]$/;

const FORMS: readonly Form[] = [
  ['AKIA', UPPER, 16, 16],
  ['ASIA', UPPER, 16, 16],
  ['ghp_', ALNUM, 36, 40],
  ['gho_', ALNUM, 36, 40],
  ['ghu_', ALNUM, 36, 40],
  ['ghs_', DOTTED, 36, 600],
  ['ghr_', ALNUM, 36, 80],
  ['github_pat_', WORDY, 60, 100],
  ['glpat-', DOTTED, 20, 80],
  ['xoxb-', WORDY, 20, 200],
  ['xoxp-', WORDY, 20, 200],
  ['xapp-', WORDY, 20, 200],
  ['sk_live_', ALNUM, 16, 200],
  ['rk_live_', ALNUM, 16, 200],
  ['sk-ant-', WORDY, 40, 200],
  ['sk-proj-', WORDY, 40, 300],
  ['AIza', WORDY, 35, 35],
  ['GOCSPX-', WORDY, 28, 28],
  ['ya29.', DOTTED, 40, 600],
  ['npm_', ALNUM, 36, 36],
  ['pypi-', WORDY, 50, 300],
  ['SG.', DOTTED, 60, 80],
  ['dop_v1_', ALNUM, 64, 64],
  ['hvs.', WORDY, 24, 300],
  ['EAACEdEose0cBA', ALNUM, 20, 300],
  ['eyJ', DOTTED, 60, 900],
  ['AccountKey=', /^[\w+/=]$/, 40, 100],
];

const PEM = '-----BEGIN ';

/** Keys and tokens that can be told by their form: access keys of cloud and code hosts, signed tokens, private keys in PEM. */
export function secrets(): Detector {
  return {
    trigger: {
      on: 'words',
      words: [...FORMS.map(([beginning]) => beginning), PEM],
      find(text, from, to) {
        if (isWord(text.units[from]!) && isWord(text.units[from - 1]!)) return undefined;
        const written = textOf(text, from, Math.min(text.end, from + MAX));
        if (written.startsWith(PEM)) {
          const header = /^-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/.exec(written);
          return header === null ? undefined : { from, to: from + header[0].length };
        }
        const form = FORMS.find(([beginning]) => written.startsWith(beginning) && from + beginning.length === to);
        if (form === undefined) return undefined;
        const [beginning, alphabet, least, most] = form;
        let end = beginning.length;
        while (end < written.length && alphabet.test(written[end]!)) end++;
        const length = end - beginning.length;
        if (length < least || length > most) return undefined;
        if (beginning === 'eyJ' && !isToken(written.slice(0, end))) return undefined;
        return { from, to: from + end };
      },
    },
  };
}

/** A JSON Web Token (RFC 7519): three parts, the first a JSON object that names an algorithm. */
function isToken(written: string): boolean {
  const parts = written.split('.');
  if (parts.length < 2) return false;
  return Buffer.from(parts[0]!, 'base64url').toString('latin1').includes('"alg"');
}
