import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** What an authenticator and its browser may be made to say. */
export interface Said {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  readonly type?: string;
  /** Present and verified, unless told otherwise (WebAuthn section 6.1). */
  readonly flags?: number;
}

/** A key of a user's, in memory: an ES256 authenticator and the browser before it, which says whatever it is told to. */
export class SoftAuthenticator {
  readonly id = randomBytes(16);
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  counter = 0;

  #data({ rpId, flags = 0x05 }: Said, attested: Uint8Array = new Uint8Array()): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(++this.counter);
    const bits = flags | (attested.length > 0 ? 0x40 : 0);
    return Buffer.concat([sha256(rpId), Uint8Array.of(bits), counter, attested]);
  }

  #client({ challenge, origin }: Said, type: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #answer(response: Readonly<Record<string, Uint8Array>>): string {
    const texts = Object.entries(response).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64url')]);
    const id = this.id.toString('base64url');
    return JSON.stringify({
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: Object.fromEntries(texts),
    });
  }

  /** `navigator.credentials.create` with attestation `none` (section 8.7). */
  create(said: Said): string {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    const cose = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Uint8Array.of(0, this.id.length), this.id, cose]);
    const data = this.#data(said, attested);
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Uint8Array.of(data.length),
      data,
    ]);
    return this.#answer({ clientDataJSON: this.#client(said, said.type ?? 'webauthn.create'), attestationObject });
  }

  /** `navigator.credentials.get`. */
  get(said: Said): string {
    const authenticatorData = this.#data(said);
    const clientDataJSON = this.#client(said, said.type ?? 'webauthn.get');
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientDataJSON)]), this.#pair.privateKey);
    return this.#answer({ clientDataJSON, authenticatorData, signature });
  }
}
