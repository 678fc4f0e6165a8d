import { createHash } from 'node:crypto';
import type { CheckedResource } from '../../rewrite/html/integrity.ts';

type Loads = CheckedResource['loads'];

/** Which digests a file has once it was rewritten, by those that it has at the app. */
export interface IntegrityBook {
  /**
   * The digests as they are, for where the file passes unchanged, and those of the rewritten one behind them; undefined when
   * none of the digests that count is known.
   */
  translate(resource: Pick<CheckedResource, 'digests' | 'loads' | 'separator'>): string | undefined;
  /** Takes note of a rewritten file, if the bytes the app sent have one of the digests; says whether they have. */
  learn(digests: string, loads: Loads, original: Buffer, rewritten: Buffer): boolean;
}

/** SRI section 3.1: hash functions, weakest first. */
const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const;
const METADATA = /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?[\x21-\x7e]*)?$/;

/** A digest without what may be written in more than one way. */
interface Digest {
  readonly algorithm: (typeof ALGORITHMS)[number];
  readonly value: string;
}

/** SRI section 3.3.3: of several digests only those of the strongest function count. What is none is left out. */
export function strongest(digests: string): readonly Digest[] {
  const parsed = digests.split(/[\t\n\f\r ]+/).flatMap((text): Digest[] => {
    const [, algorithm, value = ''] = METADATA.exec(text) ?? [];
    const known = ALGORITHMS.find((each) => each === algorithm);
    return known ? [{ algorithm: known, value: value.replaceAll('-', '+').replaceAll('_', '/') }] : [];
  });
  const best = ALGORITHMS.findLast((each) => parsed.some(({ algorithm }) => algorithm === each));
  return parsed.filter(({ algorithm }) => algorithm === best);
}

const write = ({ algorithm, value }: Digest): string => `${algorithm}-${value}`;

function digestOf(bytes: Buffer, algorithm: string): string {
  return createHash(algorithm).update(bytes).digest('base64');
}

/** The first of the digests that counts and that bytes have. */
function metBy(digests: string, bytes: Buffer): Digest | undefined {
  return strongest(digests).find(({ algorithm, value }) => digestOf(bytes, algorithm) === value);
}

/** The digests with that of the rewritten bytes behind them; undefined when what the app sent has none that counts. */
export function translateDigests(
  { digests, separator }: Pick<CheckedResource, 'digests' | 'separator'>,
  original: Buffer,
  rewritten: Buffer,
): string | undefined {
  const met = metBy(digests, original);
  if (!met) return undefined;
  return digests + separator + write({ ...met, value: digestOf(rewritten, met.algorithm) });
}

/** A book of at most `limit` files. The same for all users: it holds digests only, and each follows from the bytes. */
export function createIntegrityBook(limit: number): IntegrityBook {
  const rewrittenOf = new Map<string, string>();
  const key = (digest: Digest, loads: Loads): string => `${loads} ${write(digest)}`;
  return {
    translate({ digests, loads, separator }) {
      const known = strongest(digests).flatMap((digest) => rewrittenOf.get(key(digest, loads)) ?? []);
      return known.length === 0 ? undefined : [digests, ...known].join(separator);
    },
    learn(digests, loads, original, rewritten) {
      const met = metBy(digests, original);
      if (!met) return false;
      const { algorithm } = met;
      rewrittenOf.delete(key(met, loads));
      rewrittenOf.set(key(met, loads), write({ algorithm, value: digestOf(rewritten, algorithm) }));
      for (const oldest of rewrittenOf.keys()) {
        if (rewrittenOf.size <= limit) break;
        rewrittenOf.delete(oldest);
      }
      return true;
    },
  };
}
