import { createReadStream } from 'node:fs';
import { HarFault } from './har-fault.ts';

/** One element of the array, as it stands in the file. */
export interface ScannedElement {
  readonly index: number;
  /** Bytes from the beginning of the file. */
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Bytes of one element: above it a file is not read. */
const LARGEST = 256 * 1024 * 1024;
const LONGEST_KEY = 64;

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const CLOSES: Readonly<Record<number, number>> = { 123: 0x7d, 91: 0x5d };
const WHITE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const MARK = Buffer.from('\ufeff');

/**
 * The elements of one array in a JSON file (`['log', 'entries']`), each as soon as it is there: a file of any size is read with
 * no more than one element in memory. Throws HarFault where the file is not such JSON; what is inside an element is for
 * its reader to judge.
 */
export async function* scanElements(file: string, keys: readonly string[]): AsyncGenerator<ScannedElement> {
  /** What closes each object and array that is open. */
  const open: number[] = [];
  const path: string[] = [];
  const arrayDepth = keys.length + 1;
  let [inString, escaped, inArray, found, ended] = [false, false, false, false, false];
  let text = '';
  let index = 0;
  let base = 0;
  let held: Buffer[] = [];
  let heldBytes = 0;
  let begun: number | undefined;
  const place = (): string => (inArray ? `${keys.join('.')}[${index}]` : path.slice(1, open.length).join('.'));
  const fault = (message: string): HarFault => new HarFault(file, place(), message);

  for await (const piece of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    let chunk = piece as Buffer;
    if (base === 0 && chunk.subarray(0, 3).equals(MARK)) {
      base = 3;
      chunk = chunk.subarray(3);
    }
    let start = 0;
    let [quote, backslash] = [-1, -1];
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (inString) {
        if (!escaped && open.length >= arrayDepth) {
          // Texts are most of a recording: what is between two bytes that matter is not looked at.
          if (quote < i) quote = next(chunk, QUOTE, i);
          if (backslash < i) backslash = next(chunk, BACKSLASH, i);
          i = Math.min(quote, backslash);
          if (i === chunk.length) continue;
          if (i === quote) inString = false;
          else escaped = true;
          continue;
        }
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        else if (open.length < arrayDepth && text.length < LONGEST_KEY) text += String.fromCharCode(byte);
        continue;
      }
      if (WHITE.has(byte)) continue;
      if (ended) throw fault('something follows the end of the JSON');
      const close = CLOSES[byte];
      if (close !== undefined) {
        if (inArray && open.length === arrayDepth) {
          begun = base + i;
          start = i;
        }
        open.push(close);
        if (open.length === arrayDepth && byte === 0x5b && keys.every((key, depth) => path[depth + 1] === key)) {
          inArray = true;
          found = true;
        }
      } else if (byte === 0x7d || byte === 0x5d) {
        if (open.pop() !== byte) throw fault('brackets do not match');
        if (inArray && open.length === arrayDepth && begun !== undefined) {
          const bytes = Buffer.concat([...held, chunk.subarray(start, i + 1)]);
          yield { index, offset: begun, bytes };
          [held, heldBytes, begun] = [[], 0, undefined];
          index++;
        } else if (open.length < arrayDepth) inArray = false;
        if (open.length === 0) ended = true;
      } else if (byte === QUOTE) {
        inString = true;
        if (open.length < arrayDepth) text = '';
      } else if (byte === COLON && open.length < arrayDepth) path[open.length] = text;
      if (open.length === 0 && !ended) throw fault('is no JSON object');
      if (
        inArray &&
        open.length === arrayDepth &&
        begun === undefined &&
        byte !== 0x5b &&
        byte !== 0x2c &&
        !CLOSES_SET.has(byte)
      )
        throw fault('is no object');
    }
    if (begun !== undefined) {
      held.push(chunk.subarray(start));
      heldBytes += chunk.length - start;
      if (heldBytes > LARGEST) throw fault(`is larger than ${LARGEST / 1024 / 1024} MB`);
    }
    base += chunk.length;
  }
  if (!ended) throw fault(open.length === 0 ? 'is empty' : 'the file ends in the middle');
  if (!found) throw new HarFault(file, keys.join('.'), 'is missing');
}

const CLOSES_SET: ReadonlySet<number> = new Set(Object.values(CLOSES));

/** Where a byte stands next; the end where it does not. */
function next(chunk: Buffer, byte: number, from: number): number {
  const at = chunk.indexOf(byte, from);
  return at < 0 ? chunk.length : at;
}
