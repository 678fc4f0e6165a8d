import { isUtf8 } from 'node:buffer';

/** How inline script with characters beyond ASCII is read: UTF-8 as text, where it is valid. */
export const UTF8_SCRIPT = {
  decode(bytes: string): string | undefined {
    const text = Buffer.from(bytes, 'latin1');
    return isUtf8(text) ? text.toString('utf8') : undefined;
  },
  encode: (text: string): string => Buffer.from(text, 'utf8').toString('latin1'),
} as const;

/** Other encodings: as createByteText has them. */
export const BYTES_SCRIPT = { decode: (bytes: string) => bytes, encode: (text: string) => text } as const;
