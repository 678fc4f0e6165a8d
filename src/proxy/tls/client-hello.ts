/** What the first bytes of a connection say: more are needed, no TLS, or a ClientHello with or without a server name. */
export type HelloReading = 'more' | 'no-hello' | { readonly serverName: string | undefined };

/** Bytes of a ClientHello that are looked at; a post-quantum one has some two thousand. */
export const MAX_HELLO = 64 * 1024;

/** Records of one ClientHello: one or two are usual, and reading again at every packet must stay cheap. */
const MAX_RECORDS = 64;

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;

/**
 * Reads the server name out of a ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3), which may span several records
 * (section 5.1) and arrive in any pieces. Total: whatever the bytes are, it answers.
 */
export function readClientHello(bytes: Buffer): HelloReading {
  const pieces: Buffer[] = [];
  let have = 0;
  for (let at = 0; pieces.length < MAX_RECORDS && bytes.length <= MAX_HELLO; ) {
    if (at < bytes.length && bytes[at] !== HANDSHAKE_RECORD) return 'no-hello';
    if (at + 5 > bytes.length) return 'more';
    const length = bytes.readUInt16BE(at + 3);
    const piece = bytes.subarray(at + 5, at + 5 + length);
    if (length === 0) return 'no-hello';
    pieces.push(piece);
    have += piece.length;
    at += 5 + length;
    if (pieces[0]?.[0] !== undefined && pieces[0][0] !== CLIENT_HELLO) return 'no-hello';
    if (have < 4) continue;
    const whole = Buffer.concat(pieces);
    if (have >= 4 + whole.readUIntBE(1, 3)) return { serverName: serverNameOf(whole) };
    if (piece.length < length) return 'more';
  }
  return 'no-hello';
}

/** A reader that never leaves its bytes: what is not there reads as empty. */
class Cursor {
  #rest: Buffer;
  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }
  get done(): boolean {
    return this.#rest.length === 0;
  }
  take(count: number): Buffer {
    const taken = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return taken;
  }
  number(octets: 1 | 2): number {
    const taken = this.take(octets);
    return taken.length < octets ? 0 : taken.readUIntBE(0, octets);
  }
  /** A vector with its length in front. */
  vector(octets: 1 | 2): Cursor {
    return new Cursor(this.take(this.number(octets)));
  }
  text(): string {
    return this.#rest.toString('latin1');
  }
}

function serverNameOf(handshake: Buffer): string | undefined {
  const hello = new Cursor(handshake.subarray(4, 4 + handshake.readUIntBE(1, 3)));
  hello.take(2 + 32);
  hello.vector(1);
  hello.vector(2);
  hello.vector(1);
  const extensions = hello.vector(2);
  while (!extensions.done) {
    const type = extensions.number(2);
    const body = extensions.vector(2);
    if (type !== SERVER_NAME) continue;
    const names = body.vector(2);
    while (!names.done) {
      const kind = names.number(1);
      const name = names.vector(2);
      if (kind === HOST_NAME) return name.text().toLowerCase();
    }
  }
  return undefined;
}
