import { Readable } from 'node:stream';
import type { ProtectionConfig } from '../../config/gateway-config.ts';
import { SNIFF_BYTES, sniffType } from '../../inspect/file-type.ts';
import type { ProtectionRecord } from '../../model/activity.ts';
import type { ProtectDemand } from '../../model/decision.ts';
import { changeFile, type DocumentKind } from '../../protect/protect-file.ts';
import { Unprotectable } from '../../protect/unprotectable.ts';
import { encryptZip } from '../../protect/zip/encrypt-zip.ts';
import { chain, oneChunk } from '../body/chain.ts';
import { decoders } from '../body/content-coding.ts';
import { sealedForRecovery } from './passphrase.ts';
import { createSpool } from './spool.ts';

/** Bytes that content codings may bring forth. */
const MAX_DECODED = 4 * 1024 ** 3;

const KINDS: readonly (readonly [type: RegExp, kind: DocumentKind])[] = [
  [/openxmlformats-officedocument/, 'office'],
  [/^application\/pdf$/, 'pdf'],
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
  const spool = createSpool(place.directory, place.memoryBytes);
  const { size, first } = await kept(chain(body, decoders(codings)), spool);
  const type = sniffType(first) ?? '';
  const kind = size <= largest ? KINDS.find(([pattern]) => pattern.test(type))?.[1] : undefined;
  const { key, label } = demand;
  const password = key === 'none' ? undefined : key === 'user' ? passphrase : organisation;
  if (key !== 'none' && password === undefined) throw new Error('there is no passphrase to protect a file with');
  const record = {
    ...(key === 'none' ? {} : { key }),
    ...(key === 'user' && passphrase !== undefined && recoveryKey !== undefined
      ? { recovery: sealedForRecovery(passphrase, recoveryKey) }
      : {}),
  };
  const streamed = (source: AsyncIterable<Buffer>): Readable => {
    const stream = Readable.from(source, { objectMode: false, highWaterMark: 64 * 1024 });
    // A generator that was never begun runs no finally.
    return stream.once('close', () => void spool.discard());
  };
  let content: AsyncIterable<Buffer> = spool.read();
  if (kind !== undefined) {
    const bytes = Buffer.concat(await Array.fromAsync(content));
    content = oneChunk(bytes);
    try {
      const asked = { ...(label ? { label } : {}), ...(stamp === undefined ? {} : { stamp }) };
      const change = { kind, bytes, at, ...(password === undefined ? {} : { password }), ...asked };
      const changed = Buffer.from(await changeFile(change));
      const as = password === undefined ? 'changed' : kind;
      return {
        body: oneChunk(changed),
        name,
        type: undefined,
        record: {
          as,
          ...record,
          ...(label ? { label: label.id } : {}),
          ...(stamp === undefined ? {} : { stamped: true }),
        },
      };
    } catch (error) {
      if (!(error instanceof Unprotectable)) throw error;
      // A document that can take no label or mark must not pass for one that has it.
      if (label || stamp !== undefined) return { unprotectable: error.message, body: oneChunk(bytes) };
    }
  }
  if (password === undefined || stamp !== undefined)
    return {
      unprotectable: 'a file that has no place for a label or a mark',
      body: streamed(content),
    };
  const archive = encryptZip({ name, size, content, at }, password);
  return {
    body: streamed(archive),
    name: `${name}.zip`,
    type: 'application/zip',
    record: { as: 'zip', ...record },
  };
}

async function kept(
  source: Readable,
  spool: ReturnType<typeof createSpool>,
): Promise<{ readonly size: number; readonly first: Buffer }> {
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
