import { type CheckedResource, DIGESTS_ROUTE, loadedAs } from '../rewrite/html/integrity.ts';
import { seldom } from './code.ts';
import { type Question, TRANSLATED } from './digest-desk.ts';
import { requestText } from './request-text.ts';
import type { CodeRewriter } from './rewriter.ts';
import { SUFFIX_ORIGIN, setup, toOrigin, toSuffix } from './setup.ts';

const NativeUrl = globalThis.URL;
const encode = encodeURIComponent;
const DIGESTS = /^[\t\n\f\r ]*sha(?:256|384|512)-/;

/** An element that loads something, by its name in lower case. */
interface Loading {
  readonly element: string;
  value(name: string): string | null | undefined;
}

/**
 * The digests that an element gets for what it loads from a URL, with those that the file has here behind the page's own. The
 * element loads as soon as it has both, so the gateway is asked at once. Where it cannot be, the page's own stay, and the
 * browser refuses a file that was changed.
 */
export function digestsIn(owner: Loading, digests: string, url?: string): string {
  const own = digests.replace(TRANSLATED, '');
  const value = (name: string): string | undefined => owner.value(name) ?? undefined;
  const source = url ?? value('src') ?? value('href');
  const loads = loadedAs(owner.element, (name) => (name === 'src' ? source : value(name)));
  const question = loads && source !== undefined ? questionOf(source, own, loads) : undefined;
  return question ? toldOf([question])[0]! : own;
}

/** The digests of many files, each behind the page's own, asked for together. */
export function digestsOfAll(resources: readonly CheckedResource[]): readonly string[] {
  const questions = resources.map(({ url, digests, loads }) => questionOf(url, digests, loads));
  const told = toldOf(questions.filter((question) => question !== undefined));
  let at = 0;
  return questions.map((question, place) => (question ? told[at++]! : resources[place]!.digests));
}

function questionOf(url: string, own: string, loads: CheckedResource['loads']): Question | undefined {
  const target = DIGESTS.test(own) ? NativeUrl.parse(toOrigin(url), document.baseURI) : null;
  if (!target || !setup.grants.origins.includes(target.origin) || toSuffix(target.href) === target.href)
    return undefined;
  return { query: `url=${encode(target.href)}&digests=${encode(own)}&loads=${loads}`, own };
}

let desk: ReturnType<CodeRewriter['digests']> | undefined;

/** Few pages name digests by script, so what asks about them comes on demand. */
function toldOf(questions: readonly Question[]): readonly string[] {
  if (questions.length > 0) desk ??= seldom()?.digests(ask);
  return desk?.(questions) ?? questions.map(({ own }) => own);
}

const ask = (query: string): string => requestText(`${SUFFIX_ORIGIN}/.well-known/sallyport/${DIGESTS_ROUTE}?${query}`);
