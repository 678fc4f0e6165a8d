import type { ActivityType } from '../../model/activity.ts';
import type { Fact, Facts } from '../../model/decision.ts';
import { trimmedEnd } from '../../model/trimmed.ts';
import { FILE_FAMILIES } from '../file-families.ts';
import { byEach, byWords } from '../sieve.ts';
import { FALSE, TRUE, UNKNOWN } from '../truth.ts';
import { byGlobs, byPatterns } from './by-patterns.ts';
import { type ByteBounds, testKind } from './contract.ts';
import { foldCase, globs, lowerAll } from './glob.ts';

/** Activities with a file. For every other the answer is no: there is no file that could have the name. */
const WITH_FILE: ReadonlySet<ActivityType> = new Set(['download', 'upload', 'view']);

/** False where there is no file. */
const nameOf = ({ activity, object }: Facts): Fact<string> | false => (WITH_FILE.has(activity) ? object?.name : false);
const shownName = (facts: Facts): string | undefined => {
  const name = nameOf(facts);
  return name === false ? 'no file' : name;
};

export const fileName = testKind({
  form: 'globs',
  about: 'the whole name of the file',
  unknown: 'nobody gave the file a name',
  compile: (patterns) => globs(patterns, nameOf),
  shown: shownName,
  sieve: byGlobs(nameOf),
});

export const fileNameWords = testKind({
  form: 'words',
  about: 'the words in the name of the file, which is cut at everything that is no letter and no digit',
  unknown: 'nobody gave the file a name',
  compile: (values) => {
    const wanted = values.map(wordsOf).map((words) => ` ${words.join(' ')} `);
    return (facts) => {
      const name = nameOf(facts);
      if (name === undefined) return UNKNOWN;
      if (name === false) return FALSE;
      const words = ` ${wordsOf(name).join(' ')} `;
      return wanted.some((phrase) => words.includes(phrase)) ? TRUE : FALSE;
    };
  },
  shown: shownName,
  // A phrase is there only if its first word is.
  sieve: byWords(
    (values: readonly string[]) => values.map((value) => wordsOf(value)[0] ?? ''),
    (facts) => {
      const name = nameOf(facts);
      return name === undefined ? undefined : name === false ? [] : ['', ...wordsOf(name)];
    },
  ),
});

function wordsOf(text: string): string[] {
  return foldCase(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

export const fileExtension = testKind({
  form: 'texts',
  about: 'the end of the file’s name after a dot; whoever names the file chooses it, so prefer `fileType`',
  unknown: 'nobody gave the file a name',
  compile: (values) => {
    const ends = values.map((value) => `.${foldCase(value).replace(/^\./, '')}`);
    return (facts) => {
      const name = nameOf(facts);
      if (name === undefined) return UNKNOWN;
      if (name === false) return FALSE;
      const saved = savedAs(name);
      return ends.some((end) => saved.endsWith(end)) ? TRUE : FALSE;
    };
  },
  shown: shownName,
  // Of `.tar.gz` the last part must fit at least.
  sieve: byWords(
    (values: readonly string[]) => values.map((value) => lastPart(foldCase(value))),
    (facts) => {
      const name = nameOf(facts);
      return name === undefined ? undefined : name === false ? [] : [lastPart(savedAs(name))];
    },
  ),
});

/** Windows drops dots and spaces at the end of a name: `a.exe.` is a.exe once saved. In lower case. */
function savedAs(name: string): string {
  return trimmedEnd(foldCase(name), '. ');
}

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** Types that say no more than "bytes". */
const OCTETS = /^(|application\/(octet-stream|x-octet-stream|unknown)|binary\/octet-stream)$/;

/** In lower case; undefined where it is not told, false where there is no file. */
function typeOf({ activity, object }: Facts): Fact<string> | false {
  if (!WITH_FILE.has(activity)) return false;
  const type = object?.type?.toLowerCase();
  return type === undefined || OCTETS.test(type) ? undefined : type;
}

function typePatterns(values: readonly string[]): readonly string[] {
  return lowerAll(values).flatMap((value) => FILE_FAMILIES[value] ?? [value]);
}

export const fileType = testKind({
  form: 'globs',
  about: `the type of the file: a media type (\`application/pdf\`, \`image/*\`) or a family (${Object.keys(
    FILE_FAMILIES,
  )
    .map((name) => `\`${name}\``)
    .join(', ')}). Of a download the bytes tell it, of an upload its sender does`,
  unknown: 'neither the bytes nor a header tell more than "bytes"',
  compile: (values) => globs(typePatterns(values), typeOf),
  shown: ({ object }) => object?.type,
  sieve: byPatterns(typePatterns, (facts) => {
    const type = typeOf(facts);
    return type === undefined ? undefined : type === false ? [] : [type];
  }),
});

export const fileSize = testKind({
  form: 'bytes',
  about: 'the size of the file',
  unknown: 'no header tells it: a stream of unknown length',
  compile: (bounds) => {
    const isWithin = within(bounds);
    return (facts) => {
      const size = sizeOf(facts);
      return size === undefined ? UNKNOWN : size !== false && isWithin(size) ? TRUE : FALSE;
    };
  },
  shown: ({ object }) => (object?.size === undefined ? undefined : `${object.size} bytes`),
  sieve: byEach(sizeOf, within, 'exact'),
});

/** False where there is no file. */
function sizeOf({ activity, object }: Facts): Fact<number> | false {
  return WITH_FILE.has(activity) ? object?.size : false;
}

function within({ over = -1, under = Number.POSITIVE_INFINITY }: ByteBounds): (size: number | false) => boolean {
  return (size) => size !== false && size > over && size < under;
}
