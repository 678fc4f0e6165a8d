import type { Storage } from './compound-file.ts';

/** [MS-OFFCRYPTO] 2.1: what says of an encrypted package that it is one. The same for every file. */
export const DATA_SPACES: Storage = {
  Version: Buffer.concat([text('Microsoft.Container.DataSpaces'), versions()]),
  DataSpaceMap: Buffer.concat([
    numbers(8, 1),
    sized(Buffer.concat([numbers(1, 0), text('EncryptedPackage'), text('StrongEncryptionDataSpace')])),
  ]),
  DataSpaceInfo: { StrongEncryptionDataSpace: Buffer.concat([numbers(8, 1), text('StrongEncryptionTransform')]) },
  TransformInfo: { StrongEncryptionTransform: { '\x06Primary': primary() } },
};

function primary(): Buffer {
  const id = text('{FF9A3F03-56EF-4613-BDD5-5A41C1D07246}');
  return Buffer.concat([
    numbers(8 + id.length, 1),
    id,
    text('Microsoft.Container.EncryptionTransform'),
    versions(),
    numbers(0, 0, 0, 4),
  ]);
}

/** UNICODE-LP-P4: length, UTF-16, padded to four bytes. */
function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf16le');
  return Buffer.concat([numbers(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** A structure with its own length before it. */
function sized(bytes: Buffer): Buffer {
  return Buffer.concat([numbers(bytes.length + 4), bytes]);
}

/** Reader, updater and writer 1.0. */
function versions(): Buffer {
  return numbers(1, 1, 1);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32LE(value, at * 4);
  return bytes;
}
