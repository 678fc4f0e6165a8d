import { createReadStream, createWriteStream, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes a single upload may have. */
export const MAX_UPLOAD = 512 * 1024 ** 2;

export interface StoredUpload {
  readonly name: string;
  readonly size: number;
  /** ISO 8601. */
  readonly at: string;
}

export class TooLarge extends Error {}

/** Uploaded files, in a folder. */
export interface Uploads {
  list(): readonly StoredUpload[];
  /** Streams the content into a file named as near to `name` as is safe. Rejects with TooLarge. */
  store(name: string, content: Readable): Promise<StoredUpload>;
  /** The content, or undefined when there is no such upload. */
  open(name: string): { readonly size: number; readonly content: Readable } | undefined;
}

export function openUploads(folder: string): Uploads {
  const find = (name: string): StoredUpload | undefined => list().find((each) => each.name === name);
  function list(): StoredUpload[] {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .map((name) => {
        const { size, mtime } = statSync(join(folder, name));
        return { name, size, at: mtime.toISOString() };
      })
      .sort((a, b) => b.at.localeCompare(a.at));
  }
  return {
    list,
    async store(name, content) {
      const kept = safeName(name);
      const partial = join(folder, `.${kept}.${process.hrtime.bigint()}`);
      try {
        await pipeline(content, limit(), createWriteStream(partial, { mode: 0o600 }));
        renameSync(partial, join(folder, kept));
      } finally {
        rmSync(partial, { force: true });
      }
      return find(kept) ?? { name: kept, size: 0, at: new Date().toISOString() };
    },
    open(name) {
      const found = find(name);
      return found && { size: found.size, content: createReadStream(join(folder, found.name)) };
    },
  };
}

/** A file name without path, control characters or a leading dot; never empty. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(/[\x00-\x1f\x7f<>:"|?*]/g, '')
    .replace(/^\.+/, '')
    .trim();
  return (
    Buffer.from(clean)
      .subarray(0, 180)
      .toString('utf8')
      .replace(/\ufffd+$/, '') || 'unnamed'
  );
}

function limit(): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > MAX_UPLOAD) done(new TooLarge('upload too large'));
      else done(null, chunk);
    },
  });
}
