/**
 * A push stream read by pulling, one piece at a time: `push` resolves when the piece was taken and the next one is asked for, so
 * whoever writes is as fast as whoever reads.
 */
export class Channel implements AsyncIterableIterator<Uint8Array> {
  #piece: Uint8Array | undefined;
  #ended = false;
  #wanted = Promise.withResolvers<void>();
  #given = Promise.withResolvers<void>();

  async push(piece: Uint8Array): Promise<void> {
    await this.#wanted.promise;
    if (this.#ended) return;
    this.#wanted = Promise.withResolvers();
    this.#piece = piece;
    this.#given.resolve();
    await this.#wanted.promise;
  }

  /** No more pieces. Also what a reader calls that wants none: writers never wait again. */
  close(): void {
    this.#ended = true;
    this.#wanted.resolve();
    this.#given.resolve();
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#piece === undefined && !this.#ended) {
      this.#wanted.resolve();
      await this.#given.promise;
    }
    const value = this.#piece;
    if (value === undefined) return { value: undefined, done: true };
    this.#piece = undefined;
    this.#given = Promise.withResolvers();
    if (this.#ended) this.#given.resolve();
    return { value, done: false };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
