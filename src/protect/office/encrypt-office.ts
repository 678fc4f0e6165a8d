import { createHmac, randomBytes } from 'node:crypto';
import { BLOCK_KEYS, encrypt, keyFor, sha512, spun, vectorFor } from './agile-keys.ts';
import { compoundFile } from './compound-file.ts';
import { DATA_SPACES } from './data-spaces.ts';

const SPINS = 100_000;
const SEGMENT = 4096;

/** An Office document (OOXML) that opens with the password only: agile encryption, AES-256 and SHA-512 ([MS-OFFCRYPTO] 2.3.4.10). */
export function encryptOffice(document: Uint8Array, password: string): Buffer {
  const key = randomBytes(32);
  const dataSalt = randomBytes(16);
  const sealed = sealPackage(document, key, dataSalt);

  const hmacKey = randomBytes(64);
  const hmacValue = createHmac('sha512', hmacKey).update(sealed).digest();
  const integrity = (blockKey: Uint8Array, value: Uint8Array): string =>
    encrypt(key, vectorFor(dataSalt, blockKey), value).toString('base64');

  const salt = randomBytes(16);
  const hash = spun(password, salt, SPINS);
  const verifier = randomBytes(16);
  const locked = (blockKey: Uint8Array, value: Uint8Array): string =>
    encrypt(keyFor(hash, blockKey), salt, value).toString('base64');

  const cipher =
    'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"';
  const xml = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData ${cipher} saltValue="${dataSalt.toString('base64')}"/><dataIntegrity encryptedHmacKey="${integrity(BLOCK_KEYS.hmacKey, hmacKey)}" encryptedHmacValue="${integrity(BLOCK_KEYS.hmacValue, hmacValue)}"/><keyEncryptors><keyEncryptor uri="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><p:encryptedKey spinCount="${SPINS}" ${cipher} saltValue="${salt.toString('base64')}" encryptedVerifierHashInput="${locked(BLOCK_KEYS.verifierInput, verifier)}" encryptedVerifierHashValue="${locked(BLOCK_KEYS.verifierValue, sha512(verifier))}" encryptedKeyValue="${locked(BLOCK_KEYS.key, key)}"/></keyEncryptor></keyEncryptors></encryption>`;

  return compoundFile({
    '\x06DataSpaces': DATA_SPACES,
    // 2.3.4.10: version 4.4, and the flag that says that it is agile.
    EncryptionInfo: Buffer.concat([Buffer.from('0400040040000000', 'hex'), Buffer.from(xml)]),
    EncryptedPackage: sealed,
  });
}

/** 2.3.4.15: the size, then segments of 4096 bytes, each under a vector of its own. */
function sealPackage(document: Uint8Array, key: Uint8Array, salt: Uint8Array): Buffer {
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(document.length));
  const pieces: Buffer[] = [size];
  const number = Buffer.alloc(4);
  for (let at = 0; at < document.length; at += SEGMENT) {
    number.writeUInt32LE(at / SEGMENT);
    pieces.push(encrypt(key, vectorFor(salt, number), document.subarray(at, at + SEGMENT)));
  }
  return Buffer.concat(pieces);
}
