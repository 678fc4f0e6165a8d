import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface PairFiles {
  readonly cert: string;
  readonly key: string;
}

/** The texts of a certificate and its key; a fault, and nothing, where they are missing or do not belong together. */
export function keyPair(
  pair: PairFiles,
  at: readonly PropertyKey[],
  {
    absolute,
    fault,
  }: {
    readonly absolute: (path: string) => string;
    readonly fault: (path: readonly PropertyKey[], message: string, fix: string) => void;
  },
): PairFiles[] {
  try {
    const [cert, key] = [readFileSync(absolute(pair.cert), 'utf8'), readFileSync(absolute(pair.key), 'utf8')];
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return [{ cert, key }];
    fault(at, 'the key is not the certificate’s', 'give a certificate and its own key');
  } catch {
    fault(
      at,
      'a file is missing or no PEM',
      'give the paths of a PEM certificate and its PEM key, relative to this file',
    );
  }
  return [];
}
