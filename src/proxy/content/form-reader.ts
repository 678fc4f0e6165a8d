/** A form of fields and, at its end, one file, written as browsers write it (RFC 7578). */
export interface FormReader {
  /** Takes the next bytes of the body; gives those of the file. */
  write(chunk: Buffer): readonly Buffer[];
  /** Those that have come so far. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Whether all of it was a form that is read in no other way: one file came, and nothing behind it. */
  isWhole(): boolean;
}

const TYPE = /^multipart\/form-data; ?boundary=([\w'()+,./:=?-]{1,70})$/i;
const HEAD =
  /^content-disposition: form-data; name="([^"\r\n\\%]{1,200})"(; filename="[^"\r\n\\]{0,1000}")?(?:\r\ncontent-type: [^\r\n]{1,200})?$/i;
const LONGEST_HEAD = 4096;
const LONGEST_VALUE = 64 * 1024;
const BLANK = Buffer.from('\r\n\r\n');
const EMPTY: Buffer = Buffer.alloc(0);

/**
 * Reads a form as strictly as it can be read: what two servers might take for two things, it takes for nothing. A boundary that shows
 * anywhere but at the end of a part, a part of another form and whatever stands behind the file make it broken.
 */
export function createFormReader(contentType: string): FormReader {
  const boundary = TYPE.exec(contentType.trim())?.[1];
  const bare = Buffer.from(`--${boundary ?? ''}`, 'latin1');
  const delimiter = Buffer.concat([Buffer.from('\r\n'), bare]);
  const fields: [string, string][] = [];
  let state: 'begin' | 'after' | 'head' | 'field' | 'file' | 'end' | 'broken' =
    boundary === undefined ? 'broken' : 'begin';
  let held = EMPTY;
  let name = '';
  let isFile = false;
  let value: Buffer[] = [];
  let size = 0;

  /** One step; false where more bytes are needed. */
  function step(out: Buffer[]): boolean {
    switch (state) {
      case 'begin': {
        if (held.length < bare.length) return false;
        state = held.subarray(0, bare.length).equals(bare) ? 'after' : 'broken';
        held = held.subarray(bare.length);
        return true;
      }
      case 'after': {
        if (held.length < 2) return false;
        const next = held.toString('latin1', 0, 2);
        held = held.subarray(2);
        if (next === '--' && isFile) state = 'end';
        else state = next === '\r\n' && !isFile ? 'head' : 'broken';
        return true;
      }
      case 'head': {
        const end = held.indexOf(BLANK);
        if (end < 0 && held.length <= LONGEST_HEAD) return false;
        const [, field, file] = HEAD.exec(held.toString('utf8', 0, Math.max(0, end))) ?? [];
        state = field === undefined ? 'broken' : file === undefined ? 'field' : 'file';
        name = field ?? '';
        isFile = file !== undefined;
        held = held.subarray(end + BLANK.length);
        // A part may be empty: its delimiter begins with the end of its head.
        if (held.subarray(0, bare.length).equals(bare)) state = 'broken';
        return true;
      }
      case 'field':
      case 'file': {
        const end = held.indexOf(delimiter);
        const sure = end < 0 ? Math.max(0, held.length - delimiter.length) : end;
        const content = held.subarray(0, sure);
        const at = held.indexOf(bare);
        if (at >= 0 && (end < 0 ? at < sure : at < end)) {
          state = 'broken';
          return true;
        }
        if (isFile) out.push(content);
        else value.push(Buffer.from(content));
        size += content.length;
        held = held.subarray(end < 0 ? sure : end + delimiter.length);
        if (!isFile && size > LONGEST_VALUE) state = 'broken';
        if (end < 0) return state === 'broken';
        if (!isFile) fields.push([name, Buffer.concat(value).toString('utf8')]);
        value = [];
        size = 0;
        if (state !== 'broken') state = 'after';
        return true;
      }
      case 'end':
      case 'broken':
        return false;
    }
  }

  return {
    fields,
    write(chunk) {
      if (state === 'broken' || (state === 'end' && held.length > 2)) return [];
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const out: Buffer[] = [];
      while (step(out));
      held = Buffer.from(held);
      return out.filter(({ length }) => length > 0);
    },
    isWhole: () => state === 'end' && (held.length === 0 || held.equals(Buffer.from('\r\n'))),
  };
}
