const DIRECT = 0x80;
const PLUS = 0x2b;
const MINUS = 0x2d;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES = new Map([...ALPHABET].map((character, value) => [character.charCodeAt(0), value]));

/** Text of UTF-7 (RFC 2152), which mail programs still read: bytes in, cut anywhere. */
export class Utf7Decoder {
  readonly encoding = 'utf-7';
  /** Within `+…-`; what is left of its bits. */
  #shifted = false;
  #empty = false;
  #bits = 0;
  #held = 0;

  decode(bytes: Uint8Array = new Uint8Array(), _more: { readonly stream?: boolean } = {}): string {
    let text = '';
    for (const byte of bytes) {
      const value = this.#shifted ? VALUES.get(byte) : undefined;
      if (value !== undefined) {
        this.#empty = false;
        this.#held = ((this.#held << 6) | value) & 0x3f_ffff;
        this.#bits += 6;
        if (this.#bits < 16) continue;
        this.#bits -= 16;
        text += String.fromCharCode((this.#held >> this.#bits) & 0xffff);
        continue;
      }
      const wasShifted = this.#shifted;
      this.#shifted = false;
      if (wasShifted && byte === MINUS) {
        // `+-` stands for a plus sign.
        if (this.#empty) text += '+';
      } else if (byte === PLUS) {
        this.#shifted = true;
        this.#empty = true;
        this.#bits = 0;
      } else text += byte < DIRECT ? String.fromCharCode(byte) : '\ufffd';
    }
    return text;
  }
}
