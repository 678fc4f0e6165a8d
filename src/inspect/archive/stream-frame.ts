/** Bytes that the reader is asked for at once where it reads a stream. When it comes to an end it gives nothing of the last of them. */
export const STREAM_STEP = 4096;

/** What stands behind every stream; it is followed by zeros, twice as many as are asked for at once. */
export const STREAM_END = Buffer.from('eeecc38379090b6187f728b7ae22fec295226cc05f48e0b1074461cdf72cfc7a', 'hex');

/**
 * Streams behind one another are one. A tar header (POSIX.1 ustar, a file of a terabyte) in front makes an archive with one entry of a
 * stream, which the reader can give out, and STREAM_END behind it says where it ends.
 */
const FRAMES = {
  xz: {
    before:
      '/Td6WFoAAAD/EtlBAgAhAQwAAACPmEGc4AH/ADFdADwAM1AYaImC7aeAafiaSZwItpAJUStTJIu4MJYqSGKNqIhg0seKrNU0oP0WGqYV4AAAAAAAAAFFgAQAAADHaESiqAAK/AIAAAAAAFla',
    behind:
      '/Td6WFoAAAD/EtlBAgAhAQwAAACPmEGc4CAfAEtdAHc7E+lYNv1IQbk4K3Uuyhrn7qmsB5GDg1QkBrkgjzAcOs4xImGob6apAyUUjClEUvV0jPvPmcHaq09oSJnLU98sCCCvoygxBXfgAAAAAAFfoEAAAABUqb7VqAAK/AIAAAAAAFla',
  },
  bzip2: {
    before:
      'QlpoOTFBWSZTWQ2qxvYAACLbwOiAQABPAAAA4AAeQEAACAAgAFRQNBhNHpBKaFNMnqaDRp9bkg1d1fFrEK6IZcOw6Ay5KjnOKk2b3wARiXxdyRThQkA2qxvY',
    behind:
      'QlpoOTFBWSZTWc+f9loAAFB3/cCoAAQQRARAAACgBAAwCIACAAABIIBYAkAFAI0gAFDGAAmAAJglSAA000aNHqY1JgA6tjAGQ3vs5hMyfHV7uqJ2iSii0wksqL6AC8fi7kinChIZ8/7LQA==',
  },
} as const;

/** A stream as the only entry of an archive that never ends. */
export function framedStream(kind: keyof typeof FRAMES, bytes: Buffer): Buffer {
  const { before, behind } = FRAMES[kind];
  return Buffer.concat([Buffer.from(before, 'base64'), bytes, Buffer.from(behind, 'base64')]);
}
