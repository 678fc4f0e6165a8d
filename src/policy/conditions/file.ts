import type { ActivityType } from '../../model/activity.ts';
import type { Fact, Facts } from '../../model/decision.ts';
import { FILE_FAMILIES } from '../file-families.ts';
import { FALSE, type Level, TRUE, UNKNOWN } from '../truth.ts';
import { testKind } from './contract.ts';
import { fitsGlob, globs } from './glob.ts';

/** Activities with a file. For every other the answer is no: there is no file that could have the name. */
const WITH_FILE: ReadonlySet<ActivityType> = new Set(['download', 'upload', 'view']);

/** A test of something of the file. */
function ofFile(inner: (facts: Facts) => Level): (facts: Facts) => Level {
  return (facts) => (WITH_FILE.has(facts.activity) ? inner(facts) : FALSE);
}
const nameOf = ({ object }: Facts): Fact<string> => object?.name;
const shownName = (facts: Facts): string | undefined => (WITH_FILE.has(facts.activity) ? nameOf(facts) : 'no file');

export const fileName = testKind({
  form: 'globs',
  about: 'the whole name of the file',
  unknown: 'nobody gave the file a name',
  compile: (patterns) => ofFile(globs(patterns, nameOf)),
  shown: shownName,
});

export const fileNameWords = testKind({
  form: 'words',
  about: 'the words in the name of the file, which is cut at everything that is no letter and no digit',
  unknown: 'nobody gave the file a name',
  compile: (values) => {
    const wanted = values.map(wordsOf).map((words) => ` ${words.join(' ')} `);
    return ofFile((facts) => {
      const name = nameOf(facts);
      if (name === undefined) return UNKNOWN;
      const words = ` ${wordsOf(name).join(' ')} `;
      return wanted.some((phrase) => words.includes(phrase)) ? TRUE : FALSE;
    });
  },
  shown: shownName,
});

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

export const fileExtension = testKind({
  form: 'texts',
  about: 'the end of the file’s name after a dot; whoever names the file chooses it, so prefer `fileType`',
  unknown: 'nobody gave the file a name',
  compile: (values) => {
    const ends = values.map((value) => `.${value.toLowerCase().replace(/^\./, '')}`);
    return ofFile((facts) => {
      // Windows drops dots and spaces at the end of a name: `a.exe.` is a.exe once saved.
      const name = nameOf(facts)
        ?.toLowerCase()
        .replace(/[. ]+$/, '');
      if (name === undefined) return UNKNOWN;
      return ends.some((end) => name.endsWith(end)) ? TRUE : FALSE;
    });
  },
  shown: shownName,
});

/** Types that say no more than "bytes". */
const OCTETS = /^(|application\/(octet-stream|x-octet-stream|unknown)|binary\/octet-stream)$/;

export const fileType = testKind({
  form: 'globs',
  about: `the type of the file: a media type (\`application/pdf\`, \`image/*\`) or a family (${Object.keys(
    FILE_FAMILIES,
  )
    .map((name) => `\`${name}\``)
    .join(', ')}). Of a download the bytes tell it, of an upload its sender does`,
  unknown: 'neither the bytes nor a header tell more than "bytes"',
  compile: (values) => {
    const patterns = values.flatMap((value) => FILE_FAMILIES[value.toLowerCase()] ?? [value.toLowerCase()]);
    return ofFile(({ object }) => {
      const type = object?.type?.toLowerCase();
      if (type === undefined || OCTETS.test(type)) return UNKNOWN;
      return patterns.some((pattern) => fitsGlob(type, pattern)) ? TRUE : FALSE;
    });
  },
  shown: ({ object }) => object?.type,
});

export const fileSize = testKind({
  form: 'bytes',
  about: 'the size of the file',
  unknown: 'no header tells it: a stream of unknown length',
  compile: ({ over, under }) =>
    ofFile(({ object }) => {
      if (object?.size === undefined) return UNKNOWN;
      return (over === undefined || object.size > over) && (under === undefined || object.size < under) ? TRUE : FALSE;
    }),
  shown: ({ object }) => (object?.size === undefined ? undefined : `${object.size} bytes`),
});
