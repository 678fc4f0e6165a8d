import type { ActivityObject } from '../../model/activity.ts';
import { parseContentDisposition } from './content-disposition.ts';
import { shownFileName } from './file-name.ts';
import { multipartDelimiter } from './multipart-boundary.ts';
import { judgePart } from './multipart-part.ts';

/** A file of a form, as its sender calls it. */
export interface FormFile {
  readonly name?: string;
  readonly type?: string;
}

/** Reads all of a form as it comes in, a binary string at a time. */
export interface FormFiles {
  write(chunk: string): void;
  /** The files of the form, once it is over; one that nobody can tell apart has no name. */
  end(): readonly FormFile[];
}

/** Signs of a part's head; who writes a longer one is not read. */
const LONGEST_HEAD = 64 * 1024;
const MOST_FILES = 1000;
const BLANK_LINE = /(?:\r\n|\n|\r(?!\n)){2}/;
const TYPE = /^content-type\s*:\s*([\w.+-]+\/[\w.+-]+)/im;

const NAMES = /filename(?:\*\d*\*?)?\s*=\s*(?:"(?:[^"\\]|\\.)*"?|[^;\r\n]*)/gi;

/** What servers may take for the name of a part that says it more than once: some take the first, some the last, some none that is extended. */
function namesIn(head: string): string[] {
  const written = head.match(NAMES) ?? [];
  if (written.length < 2) return [];
  return written
    .map((each) => shownFileName(parseContentDisposition(`form-data; ${each}`).filename ?? ''))
    .filter((name) => name !== '');
}

/**
 * The files of a body in parts (RFC 7578), read as leniently as `createMultipartScanner` reads: every line that begins with the delimiter
 * begins a part, also behind the closing one.
 */
export function createFormFiles(contentType: string): FormFiles {
  const delimiter = multipartDelimiter(contentType);
  const files: FormFile[] = [];
  const add = (file: FormFile): void => {
    if (files.length < MOST_FILES) files.push(file);
    else files[MOST_FILES] = {};
  };
  // The body begins a line.
  let rest = '\n';
  let state: 'body' | 'head' = 'body';

  /** Where the next delimiter at the beginning of a line is; -1 for none. */
  function nextDelimiter(from: number): number {
    let at = rest.indexOf(delimiter!, from);
    while (at >= 0 && rest[at - 1] !== '\n' && rest[at - 1] !== '\r') at = rest.indexOf(delimiter!, at + 1);
    return at;
  }

  function judge(head: string): void {
    const verdict = judgePart(head);
    const type = TYPE.exec(head)?.[1]?.toLowerCase();
    if (verdict === 'field' || (verdict === 'empty-name' && !startsWithBytes())) return;
    const name = typeof verdict === 'object' ? verdict.file : '';
    for (const each of new Set([name, ...(name === '' ? [] : namesIn(head))]))
      add({ ...(each === '' ? {} : { name: each }), ...(type === undefined ? {} : { type }) });
  }

  /** Whether anything stands between the head that was read and the next delimiter. */
  function startsWithBytes(): boolean {
    return !['\r\n', '\n', '\r', ''].some((end) => rest.startsWith(end + delimiter!, 1));
  }

  /** One step; false when more is needed. */
  function step(complete: boolean): boolean {
    if (state === 'body') {
      const at = nextDelimiter(1);
      rest = rest.slice(at < 0 ? Math.max(0, rest.length - delimiter!.length - 1) : at + delimiter!.length);
      if (at >= 0) state = 'head';
      return at >= 0;
    }
    const blank = BLANK_LINE.exec(rest);
    const next = nextDelimiter(1);
    const isWhole = blank !== null && (next < 0 || blank.index + blank[0].length <= next);
    const end = isWhole ? blank.index + blank[0].length : next < 0 ? rest.length : next;
    // What follows tells whether a part without a name is one.
    // Whether a CR at the end is a line end of its own is not known yet.
    const isOpen = blank !== null && end === rest.length && rest.endsWith('\r');
    const isKnown = isOpen ? false : isWhole ? next >= 0 || rest.length - end > delimiter!.length + 2 : next >= 0;
    if (!isKnown && !complete && rest.length < LONGEST_HEAD) return false;
    const head = rest.slice(0, end);
    rest = rest.slice(Math.max(0, end - 1));
    judge(head);
    state = 'body';
    return true;
  }

  return {
    write(chunk) {
      if (delimiter === undefined) return;
      rest += chunk;
      while (step(false));
    },
    end() {
      if (delimiter === undefined) return [{}];
      while (step(true));
      return files;
    },
  };
}

/** What is judged: each file of a form by what its sender calls it. */
export function objectsOf(object: ActivityObject, files: readonly FormFile[] = []): readonly ActivityObject[] {
  if (files.length === 0) return [object];
  const { name: _name, type: _type, ...form } = object;
  return files.map((file) => ({ ...form, ...file }));
}
