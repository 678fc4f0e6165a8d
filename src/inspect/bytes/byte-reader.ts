const EMPTY = new Uint8Array(0);

/** Reads pieces of bytes by any measure: looks ahead, takes exact numbers, gives bytes back. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Uint8Array = EMPTY;
  #ended = false;
  /** Bytes read so far. */
  position = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At least `count` bytes, or all there are, without reading them. Meant for small counts: pieces are joined. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#held.length < count && !this.#ended) {
      const { value, done } = await this.#source.next();
      if (done === true) this.#ended = true;
      else if (value.length > 0) this.#held = this.#held.length === 0 ? value : Buffer.concat([this.#held, value]);
    }
    return this.#held;
  }

  /** The next piece, at most `most` bytes; undefined at the end. */
  async next(most = Number.POSITIVE_INFINITY): Promise<Uint8Array | undefined> {
    const held = await this.peek(1);
    if (held.length === 0) return undefined;
    const piece = held.length > most ? held.subarray(0, most) : held;
    this.skip(piece.length);
    return piece;
  }

  /** Exactly `count` bytes; undefined when there are fewer. */
  async take(count: number): Promise<Uint8Array | undefined> {
    const held = await this.peek(count);
    if (held.length < count) return undefined;
    this.skip(count);
    return held.subarray(0, count);
  }

  /** Reads past bytes that are held. */
  skip(count: number): void {
    this.#held = this.#held.subarray(count);
    this.position += count;
  }

  /** Everything that is left, or its first `count` bytes, piece by piece. */
  async *pieces(count = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
    let left = count;
    while (left > 0) {
      const piece = await this.next(left);
      if (piece === undefined) return;
      left -= piece.length;
      yield piece;
    }
  }

  /** All that is left in one; undefined when that is more than `most` bytes. */
  async whole(most: number): Promise<Buffer | undefined> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of this.pieces()) {
      size += piece.length;
      if (size > most) return undefined;
      pieces.push(Uint8Array.from(piece));
    }
    return Buffer.concat(pieces);
  }

  /** Reads to the end and forgets. */
  async drain(): Promise<void> {
    while ((await this.next()) !== undefined);
  }
}
