import { isWord, type Span, type Text, textOf } from '../text/units.ts';
import type { Detector } from './detector.ts';

const MAX = 1000;
const COLON = 0x3a;
const SLASH = 0x2f;
const AT = 0x40;

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
  ['sk-svcacct-', WORDY, 40, 300],
  ['sk-', ALNUM, 48, 48],
  ['hf_', ALNUM, 34, 40],
  ['shpat_', ALNUM, 32, 32],
  ['whsec_', /^[\w+/=]$/, 24, 100],
  ['hooks.slack.com/services/', /^[\w/]$/, 30, 100],
  ['AGE-SECRET-KEY-1', UPPER, 58, 58],
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
const PUTTY = 'PuTTY-User-Key-File-';
const AUTHORITY = '://';
/** RFC 3986 3.2.1: a user and a password before the host. What documents write in their place is none. */
const WITH_PASSWORD =
  /^:\/\/[^\s:/@"'<>]{0,100}:(?!(?:pass(?:word)?|pwd|secret|\*+|x+|\$\{.*|\{.*|%.*)@)[^\s/@"'<>]{3,200}@[\w.[-]/i;

/** Keys and tokens that can be told by their form: access keys of cloud and code hosts, signed tokens, private keys, passwords in URLs. */
export function secrets(): Detector {
  return {
    trigger: {
      on: 'words',
      words: [...FORMS.map(([beginning]) => beginning), PEM, PUTTY, AUTHORITY],
      find(text, from, to) {
        if (isWord(text.units[from]!) && isWord(text.units[from - 1]!)) return undefined;
        if (text.units[from] === COLON) return withPassword(text, from);
        const written = textOf(text, from, Math.min(text.end, from + MAX));
        if (written.startsWith(PUTTY)) return { from, to };
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

/** Most URLs have none: the sign of one is looked for first. */
function withPassword(text: Text, from: number): Span | undefined {
  let at = from + AUTHORITY.length;
  const end = Math.min(text.end, at + 310);
  while (at < end && text.units[at] !== AT && text.units[at] !== SLASH && text.units[at]! > 0x20) at++;
  if (at === end || text.units[at] !== AT) return undefined;
  const found = WITH_PASSWORD.exec(textOf(text, from, Math.min(text.end, at + 2)));
  return found === null ? undefined : { from, to: from + found[0].length };
}

/** A JSON Web Token (RFC 7519): three parts, the first a JSON object that names an algorithm. */
function isToken(written: string): boolean {
  const parts = written.split('.');
  if (parts.length < 2) return false;
  return Buffer.from(parts[0]!, 'base64url').toString('latin1').includes('"alg"');
}
