import { Readable } from 'node:stream';
import type { ProtectionConfig } from '../../config/gateway-config.ts';
import { SNIFF_BYTES, sniffType } from '../../inspect/file-type.ts';
import type { ProtectionRecord } from '../../model/activity.ts';
import type { ProtectDemand } from '../../model/decision.ts';
import { changeFile, type DocumentKind } from '../../protect/protect-file.ts';
import { Unprotectable } from '../../protect/unprotectable.ts';
import { encryptZip } from '../../protect/zip/encrypt-zip.ts';
import { chain } from '../body/chain.ts';
import { decoders } from '../body/content-coding.ts';
import { sealedForRecovery } from './passphrase.ts';
import { createSpool, type Spool } from './spool.ts';

/** Bytes that content codings may bring forth. */
const MAX_DECODED = 4 * 1024 ** 3;
const PIECE = 64 * 1024;

const KINDS: readonly (readonly [type: RegExp, kind: DocumentKind])[] = [
  [/openxmlformats-officedocument/, 'office'],
  [/^application\/pdf$/, 'pdf'],
  [/^image\/jpeg$/, 'jpeg'],
  [/^image\/png$/, 'png'],
];
/** Without its macros a document goes by the name and the type of one that has none. */
const PLAIN_NAMES: readonly (readonly [macros: RegExp, extension: string, type: string])[] = [
  [/\.docm$/i, '.docx', 'wordprocessingml.document'],
  [/\.dotm$/i, '.dotx', 'wordprocessingml.template'],
  [/\.xlsm$/i, '.xlsx', 'spreadsheetml.sheet'],
  [/\.xltm$/i, '.xltx', 'spreadsheetml.template'],
  [/\.pptm$/i, '.pptx', 'presentationml.presentation'],
  [/\.ppsm$/i, '.ppsx', 'presentationml.slideshow'],
  [/\.potm$/i, '.potx', 'presentationml.template'],
];

/** A file that must not go on as it is. */
export interface FileToProtect {
  readonly body: Readable;
  readonly name: string;
  readonly codings: readonly string[];
  readonly demand: ProtectDemand;
  /** The user's. */
  readonly passphrase: string | undefined;
  /** Written over every page. */
  readonly stamp: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface ProtectedFile {
  readonly body: Readable;
  /** With the extension of an archive where it is put into one. */
  readonly name: string;
  /** Undefined where it is of the type it was. */
  readonly type: string | undefined;
  readonly record: ProtectionRecord;
}

/** What is left of a file that does not bear it: as it was, without its codings. */
export interface Unprotected {
  readonly unprotectable: string;
  readonly body: Readable;
}

/** Encrypts and labels a file on its way: a document in its own format, everything else in an archive. */
export async function protectBody(
  { body, name, codings, demand, passphrase, stamp, at }: FileToProtect,
  { largest, passphrase: organisation, recoveryKey }: ProtectionConfig,
  place: { readonly directory: string; readonly memoryBytes: number },
): Promise<ProtectedFile | Unprotected> {
  const { key, label, strip = [] } = demand;
  const password = key === 'none' ? undefined : key === 'user' ? passphrase : organisation;
  if (key !== 'none' && password === undefined) throw new Error('there is no passphrase to protect a file with');
  let spool = createSpool(place.directory, place.memoryBytes);
  const { size, first } = await kept(chain(body, decoders(codings)), spool);
  const type = sniffType(first) ?? '';
  const kind = size <= largest ? KINDS.find(([pattern]) => pattern.test(type))?.[1] : undefined;
  const record = {
    ...(key === 'none' ? {} : { key }),
    ...(key === 'user' && passphrase !== undefined && recoveryKey !== undefined
      ? { recovery: sealedForRecovery(passphrase, recoveryKey) }
      : {}),
  };
  const asked = {
    ...(label ? { label } : {}),
    ...(strip.length > 0 ? { strip } : {}),
    ...(stamp === undefined ? {} : { stamp }),
  };
  const taken = strip.length > 0 ? { stripped: strip } : {};
  let length = size;
  const isPicture = kind === 'jpeg' || kind === 'png';
  const isAsked = isPicture ? strip.includes('metadata') : Object.keys(asked).length > 0;
  if (kind !== undefined && (isAsked || (!isPicture && password !== undefined))) {
    let bytes: Buffer = Buffer.alloc(0);
    const whole = async (): Promise<Buffer> => {
      bytes = Buffer.concat(await Array.fromAsync(spool.read()));
      return bytes;
    };
    const again = async (all: Buffer): Promise<void> => {
      spool = createSpool(place.directory, place.memoryBytes);
      for (let from = 0; from < all.length; from += PIECE) await spool.write(all.subarray(from, from + PIECE));
    };
    try {
      const seal = isPicture || password === undefined ? {} : { password };
      const made = Buffer.from(await changeFile({ kind, bytes: whole, at, ...seal, ...asked }));
      await again(made);
      if (!isPicture) {
        const marks = {
          ...(label ? { label: label.id } : {}),
          ...(stamp === undefined ? {} : { stamped: true as const }),
        };
        const as = password === undefined ? 'changed' : kind;
        return {
          body: streamed(spool.read(), spool),
          ...renamed(name, strip),
          record: { as, ...record, ...taken, ...marks },
        };
      }
      length = made.length;
    } catch (error) {
      if (!(error instanceof Unprotectable)) throw error;
      // A document that does not take what is asked for must not pass for one that has it.
      await again(bytes);
      if (isAsked) return { unprotectable: error.message, body: streamed(spool.read(), spool) };
    }
  }
  const lacks = lacking({ isMarked: stamp !== undefined, isLabelled: label !== undefined && password === undefined });
  const isOpaque = strip.length > 0 && !isPicture && !isText(first);
  if (lacks !== undefined || isOpaque)
    return {
      unprotectable: lacks ?? 'a file of which nobody here knows what is in it',
      body: streamed(spool.read(), spool),
    };
  if (password === undefined)
    return { body: streamed(spool.read(), spool), name, type: undefined, record: { as: 'changed', ...taken } };
  return {
    body: streamed(encryptZip({ name, size: length, content: spool.read(), at }, password), spool),
    name: `${name}.zip`,
    type: 'application/zip',
    record: { as: 'zip', ...record, ...taken },
  };
}

/** What is kept, as a stream; and nothing is kept once that is over. */
function streamed(source: AsyncIterable<Buffer>, spool: Spool): Readable {
  const stream = Readable.from(source, { objectMode: false, highWaterMark: PIECE });
  // A generator that was never begun runs no finally.
  return stream.once('close', () => void spool.discard());
}

/** What a file of no kind that can be changed cannot bear. */
function lacking({ isMarked, isLabelled }: { isMarked: boolean; isLabelled: boolean }): string | undefined {
  return isMarked ? 'a file without pages to mark' : isLabelled ? 'a file without a place for a label' : undefined;
}

/** Text holds no macros, and tells nobody who wrote it but in its words. */
function isText(first: Buffer): boolean {
  return sniffType(first) === undefined && !first.includes(0);
}

function renamed(name: string, strip: readonly string[]): Pick<ProtectedFile, 'name' | 'type'> {
  const found = strip.includes('macros') ? PLAIN_NAMES.find(([macros]) => macros.test(name)) : undefined;
  if (found === undefined) return { name, type: undefined };
  const [macros, extension, type] = found;
  return { name: name.replace(macros, extension), type: `application/vnd.openxmlformats-officedocument.${type}` };
}

async function kept(source: Readable, spool: Spool): Promise<{ readonly size: number; readonly first: Buffer }> {
  let size = 0;
  let first: Buffer = Buffer.alloc(0);
  try {
    for await (const piece of source as AsyncIterable<Buffer>) {
      if (first.length < SNIFF_BYTES) first = Buffer.concat([first, piece]);
      size += piece.length;
      if (size > MAX_DECODED) throw new Error(`more than ${MAX_DECODED} bytes when decoded`);
      await spool.write(piece);
    }
  } catch (error) {
    await spool.discard();
    throw error;
  }
  return { size, first };
}
