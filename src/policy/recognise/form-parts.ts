import { createFormFiles, type FormFile } from './form-files.ts';
import { judgePart } from './multipart-part.ts';

/** A part of a form: offsets in its body, ends excluded. Without what is between `start` and `end` the form is one without the part. */
export interface FormPart {
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
  /** Undefined of a field. */
  readonly file: (FormFile & { readonly name: string }) | undefined;
}

/** Reads a form as it comes in, a binary string at a time. */
export interface FormParts {
  write(chunk: string): void;
  /** The parts of the form, once it is over; undefined where any server might divide it in another way. */
  end(): readonly FormPart[] | undefined;
}

const MOST_PARTS = 1000;
/** Signs of a part's head. */
const LONGEST_HEAD = 4096;
/** What browsers write and all servers read alike: no quotes, no comma, no blank, no other parameter. */
const FORM = /^multipart\/form-data; ?boundary=([\w-]{1,70})$/i;
/** A part as browsers write it (HTML, multipart/form-data encoding algorithm): nothing that has a second reading. */
const DISPOSITION = /^Content-Disposition: form-data; name="[^"\\]*"(?:; filename="[^"\\]*")?$/i;
const TYPE = /^Content-Type: (?!multipart\/|message\/)[\w.+-]+\/[\w.+-]+(?:; ?charset=[\w-]+)?$/i;
const CONTROL = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f]/;
/** Names that some servers decode (RFC 2047), and the field that says in what charset the others are (RFC 7578 section 4.6). */
const RECODED = /=\?|name="_charset_"/i;

/**
 * The parts of a form that can be told apart with certainty: wherever its delimiter stands it is one, all line ends are CRLF, nothing comes before
 * the first part or behind the last, each head is as browsers write it, and the lenient reading of `createFormFiles` finds the same files.
 */
export function createFormParts(contentType: string): FormParts {
  const boundary = FORM.exec(contentType)?.[1];
  const delimiter = `--${boundary}`;
  const lenient = createFormFiles(contentType);
  const parts: FormPart[] = [];
  let isCertain = boundary !== undefined;
  /** What is not read yet, and where it begins. The body begins a line. */
  let rest = '\r\n';
  let at = -2;
  let open: Pick<FormPart, 'start' | 'contentStart' | 'file'> | undefined;
  let state: 'begin' | 'head' | 'content' | 'over' = 'begin';

  const drop = (count: number): void => {
    rest = rest.slice(count);
    at += count;
  };

  /** Reads what is behind a delimiter; false when more is needed. */
  function behindDelimiter(complete: boolean): boolean {
    const behind = rest.slice(0, 4);
    if (behind.startsWith('\r\n')) {
      drop(2);
      state = 'head';
      return true;
    }
    if (behind.length < 4 && !complete) return false;
    isCertain = behind === '--' || behind === '--\r\n';
    drop(behind.length);
    state = 'over';
    return true;
  }

  /** One step; false when more is needed. */
  function step(complete: boolean): boolean {
    if (state === 'over') {
      isCertain &&= rest === '';
      return false;
    }
    const next = rest.indexOf(delimiter);
    if (state === 'head') {
      const blank = rest.indexOf('\r\n\r\n');
      if (blank < 0 || (next >= 0 && next < blank + 4)) {
        isCertain = !complete && next < 0 && rest.length <= LONGEST_HEAD;
        return false;
      }
      const head = rest.slice(0, blank);
      const file = fileOf(head);
      isCertain = file !== 'uncertain' && blank <= LONGEST_HEAD && parts.length < MOST_PARTS;
      if (file === 'uncertain') return false;
      open = { start: at - 2 - delimiter.length, contentStart: at + blank + 4, file };
      drop(blank + 4);
      state = 'content';
      return true;
    }
    if (next < 0) {
      drop(Math.max(0, rest.length - delimiter.length - 1));
      isCertain = !complete;
      return false;
    }
    // Long enough for what comes behind it.
    if (!complete && rest.length < next + delimiter.length + 4) return false;
    const before = at + next - 2;
    const isFirst = state === 'begin';
    const isLine = isFirst ? before === -2 : before >= open!.contentStart && rest.slice(next - 2, next) === '\r\n';
    isCertain = isLine;
    if (!isLine) return false;
    if (open !== undefined) parts.push({ ...open, contentEnd: before, end: before + 2 });
    open = undefined;
    drop(next + delimiter.length);
    return behindDelimiter(complete);
  }

  return {
    write(chunk) {
      if (!isCertain) return;
      lenient.write(chunk);
      rest += chunk;
      while (isCertain && step(false));
    },
    end() {
      while (isCertain && step(true));
      if (!isCertain || state !== 'over') return undefined;
      const files = parts.flatMap(({ file, contentStart, contentEnd }) =>
        file === undefined || (file.name === '' && contentStart === contentEnd) ? [] : [file],
      );
      const seen = lenient.end();
      const same = files.length === seen.length && files.every((file, index) => isSame(file, seen[index]!));
      if (!same || files.some(({ name }) => name === '')) return undefined;
      return parts.map(({ file, ...part }) => ({ ...part, file: file?.name === '' ? undefined : file }));
    },
  };
}

function isSame(file: FormFile, other: FormFile): boolean {
  return file.name === other.name && file.type === other.type;
}

function fileOf(head: string): FormPart['file'] | 'uncertain' {
  const [disposition = '', type, ...more] = head.split('\r\n');
  if (CONTROL.test(head) || /(?<!\r)\n|\r(?!\n)/.test(head) || RECODED.test(head) || !isUtf8(head)) return 'uncertain';
  if (!DISPOSITION.test(disposition) || (type !== undefined && !TYPE.test(type)) || more.length > 0) return 'uncertain';
  const verdict = judgePart(`\r\n${head}\r\n\r\n`);
  if (verdict === 'field') return undefined;
  const media = type === undefined ? undefined : /^Content-Type: ([\w.+-]+\/[\w.+-]+)/i.exec(type)![1]!.toLowerCase();
  const called = media === undefined ? {} : { type: media };
  if (verdict === 'empty-name') return { name: '', ...called };
  // A part without a file name that servers take for a file.
  return verdict.file === '' ? 'uncertain' : { name: verdict.file, ...called };
}

/** Whether bytes, one a character, are UTF-8. */
function isUtf8(bytes: string): boolean {
  try {
    decodeURIComponent(bytes.replace(/[%\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`));
    return true;
  } catch {
    return false;
  }
}
