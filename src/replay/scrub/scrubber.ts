import type { Pseudonyms } from './pseudonyms.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Where a text stands, which says which of its words may stay. */
export type Position = 'places' | 'html' | 'script' | 'style' | 'values' | 'nothing';

/** Takes out what is anybody's, and leaves the shape. Texts come out in ASCII. */
export interface Scrubber {
  /** Words of the position stay, others get their pseudonyms. */
  words(text: string, position: Position): string;
  /** Nothing stays, and the same text is another each time. */
  prose(text: string): string;
  /** Whether it is made of words that stay anywhere, or stands in the name of a host. */
  isPublic(text: string): boolean;
}

const NOTHING: ReadonlySet<string> = new Set();

/** `hosts`: names of hosts of apps, which stay wherever they stand by themselves. */
export function createScrubber(pseudonyms: Pseudonyms, vocabulary: Vocabulary, hosts: readonly string[]): Scrubber {
  const names = hosts.toSorted((a, b) => b.length - a.length).map((host) => host.replace(/[.[\]\\-]/g, '\\$&'));
  const host = names.length === 0 ? undefined : new RegExp(`(?<![\\w.%@-])(?:${names.join('|')})(?![\\w.%-])`, 'gi');

  return {
    words(text, position) {
      const keep = position === 'nothing' ? NOTHING : vocabulary[position];
      if (!host) return pseudonyms.words(text, keep);
      let out = '';
      let at = 0;
      for (const found of text.matchAll(host)) {
        out += pseudonyms.words(text.slice(at, found.index), keep) + found[0];
        at = found.index + found[0].length;
      }
      return out + pseudonyms.words(text.slice(at), keep);
    },
    prose: (text) => pseudonyms.prose(text),
    isPublic: (text) =>
      pseudonyms.words(text, vocabulary.any) === text || hosts.some((each) => each.includes(text.toLowerCase())),
  };
}

/** Several words are what somebody wrote; one may be a name of something. */
export function writtenOrNamed(scrub: Scrubber, text: string, position: Position): string {
  return /\S\s+\S/.test(text) ? scrub.prose(text) : scrub.words(text, position);
}
