const LEAST = 6;
const MOST = 8192;
const BESIDE_A_DIGIT = /[\xc0-\xff](?=\d)|\d(?=[\xc0-\xff])/g;

/** Readable texts between other bytes: ASCII and Latin letters, one byte a character or two as in UTF-16, at least six in a row. */
export function createStrings(found: (text: string) => void): { write(piece: Uint8Array): void; end(): void } {
  let text = '';
  let gap = 0;
  function flush(): void {
    // A byte that happens to be a letter is none of a number.
    if (text.length >= LEAST) found(text.replace(BESIDE_A_DIGIT, '$& '));
    text = '';
  }
  return {
    write(piece) {
      for (let at = 0; at < piece.length; at++) {
        const byte = piece[at]!;
        if ((byte >= 32 && byte < 127) || byte >= 0xc0) {
          text += String.fromCharCode(byte);
          gap = 0;
          if (text.length >= MOST) flush();
        } else if (byte === 0 && gap === 0 && text !== '') gap = 1;
        else if (text !== '') flush();
      }
    },
    end: flush,
  };
}
