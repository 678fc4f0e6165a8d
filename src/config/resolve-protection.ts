import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ProtectionConfig } from './gateway-config.ts';
import type { GatewayDocument } from './gateway-schema.ts';

/** Fewer characters than these are guessed. */
const LEAST = 12;
const LEAST_BITS = 2048;

/** The settings of protection with their files read. */
export function resolvedProtection(
  { protection: { passphraseFile, recoveryKeyFile, largest } }: GatewayDocument,
  {
    absolute,
    fault,
  }: {
    readonly absolute: (path: string) => string;
    readonly fault: (path: readonly PropertyKey[], message: string, fix: string) => void;
  },
): ProtectionConfig {
  const read = (path: string, key: string): string => {
    try {
      return readFileSync(absolute(path), 'utf8');
    } catch {
      fault(['protection', key], `${path} cannot be read`, 'give the path of a file, relative to this one');
      return '';
    }
  };
  const passphrase = passphraseFile === undefined ? undefined : read(passphraseFile, 'passphraseFile').trim();
  if (passphrase !== undefined && passphrase.length < LEAST)
    fault(['protection', 'passphraseFile'], `holds fewer than ${LEAST} characters`, 'write a longer passphrase');
  const recoveryKey = recoveryKeyFile === undefined ? undefined : read(recoveryKeyFile, 'recoveryKeyFile');
  if (recoveryKey !== undefined && !isRecoveryKey(recoveryKey))
    fault(
      ['protection', 'recoveryKeyFile'],
      `is no RSA public key of at least ${LEAST_BITS} bits in PEM`,
      'make one: openssl genrsa 3072 | openssl rsa -pubout',
    );
  return {
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(recoveryKey === undefined ? {} : { recoveryKey }),
    largest,
  };
}

/** A private key is refused: whoever reads the gateway's disk would open every file. */
function isRecoveryKey(pem: string): boolean {
  if (pem.includes('PRIVATE KEY')) return false;
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem);
    return asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= LEAST_BITS;
  } catch {
    // Not a key of any kind.
    return false;
  }
}
