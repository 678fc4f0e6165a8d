/** One entry as a header describes it. */
export interface ZipEntry {
  readonly offset: number;
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  /** Whether the sizes are known before the data. */
  readonly sized: boolean;
  crc: number;
  compressedSize: number;
  size: number;
}

type Listed = Pick<ZipEntry, 'offset' | 'name' | 'method' | 'compressedSize' | 'size'>;

/** Holds the directory of an archive against the entries that were read. */
export interface ZipLedger {
  walked(entry: ZipEntry): void;
  listed(entry: Listed): void;
  /** In what they differ, in words; at most one of a kind. */
  differences(): readonly string[];
}

export function createZipLedger(): ZipLedger {
  const walked = new Map<number, ZipEntry>();
  const seen = new Set<number>();
  const found = new Set<string>();
  return {
    walked: (entry) => void walked.set(entry.offset, entry),
    listed(entry) {
      const real = walked.get(entry.offset);
      if (real === undefined) found.add('the directory of the zip file names an entry that is not there');
      else if (seen.has(entry.offset)) found.add('the directory of the zip file names an entry twice');
      else if (real.method !== entry.method || real.compressedSize !== entry.compressedSize || real.size !== entry.size)
        found.add('the directory of the zip file contradicts an entry');
      // A name in the directory only is no secret: it was read there.
      else if (real.name !== '' && real.name !== entry.name)
        found.add('the directory of the zip file calls an entry by another name');
      seen.add(entry.offset);
    },
    differences() {
      if (seen.size < walked.size) found.add('the directory of the zip file leaves out an entry');
      return [...found];
    },
  };
}
