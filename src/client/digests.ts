import { type CheckedResource, DIGESTS_ROUTE, loadedAs } from '../rewrite/html/integrity.ts';
import { requestText } from './request-text.ts';
import { SUFFIX_ORIGIN, setup, toOrigin, toSuffix } from './setup.ts';

const NativeUrl = globalThis.URL;
const encode = encodeURIComponent;
/** What the gateway has put behind the digests of the page. */
const TRANSLATED = /\t \tsha\d+-[\w+/=]+/g;
const DIGESTS = /^[\t\n\f\r ]*sha(?:256|384|512)-/;
/** Characters of one question: its address has to be no longer than servers take. */
const LONGEST = 4096;
const known = new Map<string, string>();

/** An element that loads something, by its name in lower case. */
interface Loading {
  readonly element: string;
  value(name: string): string | null | undefined;
}

/** A file that the page names with digests, by what the gateway is asked about it. */
interface Question {
  readonly query: string;
  readonly own: string;
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

function toldOf(questions: readonly Question[]): readonly string[] {
  let batch: Question[] = [];
  let length = 0;
  for (const question of questions) {
    if (known.has(question.query)) continue;
    if (length + question.query.length > LONGEST && batch.length > 0) {
      ask(batch);
      [batch, length] = [[], 0];
    }
    batch.push(question);
    length += question.query.length;
  }
  if (batch.length > 0) ask(batch);
  return questions.map(({ query, own }) => known.get(query) ?? own);
}

function ask(questions: readonly Question[]): void {
  let lines: readonly string[];
  try {
    const query = questions.map((each) => each.query).join('&');
    lines = requestText(`${SUFFIX_ORIGIN}/.well-known/sallyport/${DIGESTS_ROUTE}?${query}`).split('\n');
  } catch {
    // A policy of the page or of the gateway forbids it.
    return;
  }
  for (const [at, { query, own }] of questions.entries()) {
    const told = lines[at] ?? '';
    // What the answer is if it is no refusal: whatever is added could only let in more. What could not be told may be the next time.
    if (told !== own && told.replace(TRANSLATED, '') === own.replace(/[\t\n\f\r ]+/g, ' ')) known.set(query, told);
  }
}
