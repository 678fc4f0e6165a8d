import { Unscannable } from './unscannable.ts';

/** What one inspection may spend. Exceeding one is a status, never silence. */
export interface Limits {
  /** Documents inside documents. */
  readonly depth: number;
  /** Documents in all, whatever their depth. */
  readonly entries: number;
  /** Bytes that all decompression together may bring forth. */
  readonly expandedBytes: number;
  /** Times that a compressed document may grow, once it has brought forth 4 MiB. */
  readonly ratio: number;
  /** Bytes of a document that can only be read whole (PDF, 7z, RAR, xz, bzip2). */
  readonly wholeBytes: number;
  /** Milliseconds of work in all; time spent waiting for bytes, or behind others, does not count. */
  readonly milliseconds: number;
}

export const DEFAULT_LIMITS: Limits = {
  depth: 6,
  entries: 10_000,
  expandedBytes: 4 * 1024 ** 3,
  ratio: 200,
  wholeBytes: 32 * 1024 ** 2,
  milliseconds: 120_000,
};

/** Bytes a document may bring forth before its ratio counts: a blank table compresses very well. */
const RATIO_FROM = 4 * 1024 ** 2;

/** What is left of the limits. */
export class Budget {
  readonly limits: Limits;
  /** Threads that read for it just now. */
  threads = 0;
  readonly #clock: () => number;
  #entries = 0;
  #expanded = 0;
  #worked = 0;
  #since: number | undefined;
  #isAtWork = false;
  /** Turns that are waited for just now. */
  #turns = 0;

  constructor(limits: Limits, clock: () => number) {
    this.limits = limits;
    this.#clock = clock;
  }

  /** Work begins, or goes on. */
  resume(): void {
    this.#isAtWork = true;
    this.#tick();
  }

  /** Now others must act. */
  pause(): void {
    this.#isAtWork = false;
    this.#tick();
  }

  /** Waits for a turn among others, which takes nothing of the time: what they read is not this one's work. */
  async waitFor(turn: Promise<void>): Promise<void> {
    this.#turns++;
    this.#tick();
    await turn;
    this.#turns--;
    this.#tick();
  }

  #tick(): void {
    if (this.#isAtWork && this.#turns === 0) this.#since ??= this.#clock();
    else if (this.#since !== undefined) {
      this.#worked += this.#clock() - this.#since;
      this.#since = undefined;
    }
  }

  /** Milliseconds left. */
  remaining(): number {
    const running = this.#since === undefined ? 0 : this.#clock() - this.#since;
    return this.limits.milliseconds - this.#worked - running;
  }

  checkTime(): void {
    if (this.remaining() <= 0) throw new Unscannable('timed-out', `more than ${this.limits.milliseconds} ms of work`);
  }

  enter(depth: number): void {
    if (depth > this.limits.depth)
      throw new Unscannable('too-deep', `more than ${this.limits.depth} documents inside one another`);
    if (++this.#entries > this.limits.entries)
      throw new Unscannable('too-large', `more than ${this.limits.entries} documents`);
  }

  /** `bytes` more came out of a document that has given `out` bytes for `taken` so far. */
  expand(bytes: number, out: number, taken: number): void {
    this.#expanded += bytes;
    if (this.#expanded > this.limits.expandedBytes)
      throw new Unscannable('too-large', `more than ${this.limits.expandedBytes} bytes when decompressed`);
    if (out > RATIO_FROM && out > taken * this.limits.ratio)
      throw new Unscannable('too-large', `grows to more than ${this.limits.ratio} times its size`);
    this.checkTime();
  }
}
