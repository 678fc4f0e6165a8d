import { PROFILES } from '../../catalog/profiles.ts';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import { createPseudonyms } from './pseudonyms.ts';
import { createScrubber, type Scrubber } from './scrubber.ts';
import { createVocabulary, wordsOf } from './vocabulary.ts';

/** What tells of places in apps, by which policies decide; names of users are never among it. */
const KEPT_CONDITIONS: ReadonlySet<string> = new Set(['path', 'fileName', 'fileExtension', 'fileNameWords', 'rule']);

/** The scrubber for recordings of a gateway's apps. `names`: words that name users. Under one key a word has one pseudonym. */
export function openScrubber(
  { apps, profiles = [], policies }: Pick<GatewayConfig, 'apps' | 'profiles' | 'policies'>,
  names: ReadonlySet<string>,
  key: Uint8Array,
): Scrubber {
  const kept = policies.flatMap(({ when }) => wordsIn(when, false));
  const vocabulary = createVocabulary([...PROFILES, ...profiles], kept, names);
  const hosts = apps.flatMap((app) => app.hosts.map(({ origin }) => origin.host));
  return createScrubber(createPseudonyms(vocabulary.any, key), vocabulary, hosts);
}

/** The words that name users, of what is known of them: names, addresses of mail. The domain of an address names nobody. */
export function nameWords(texts: readonly string[]): ReadonlySet<string> {
  return new Set(wordsOf(texts.map((text) => text.replace(/@.*$/s, ''))).filter((word) => word.length > 1));
}

function wordsIn(condition: unknown, kept: boolean): readonly string[] {
  if (typeof condition === 'string') return kept ? wordsOf([condition]) : [];
  if (condition === null || typeof condition !== 'object') return [];
  return Object.entries(condition).flatMap(([key, value]) => wordsIn(value, kept || KEPT_CONDITIONS.has(key)));
}
