import { type HeaderList, headerValues } from '../../model/headers.ts';
import { parseCookieHeader } from '../../rewrite/cookies/parse-cookie-header.ts';
import type { JournalEntry } from './app-jar.ts';
import { pairOf } from './jar-cookie.ts';
import { OWN_PREFIX } from './own-name.ts';

const JOURNAL_PREFIX = `${OWN_PREFIX}-journal`;

/** The Cookie fields of a browser's request, taken apart. Nothing of it goes to an app: the jar alone does. */
export interface BrowserCookies {
  /** App cookies the browser holds for this host and path, as they stand in the field. */
  readonly app: readonly string[];
  /** What script wrote since the last request, in the order of writing: one own cookie per write. */
  readonly journal: readonly JournalEntry[];
}

/** Names are compared byte for byte. */
export function readBrowserCookies(headers: HeaderList): BrowserCookies {
  const app: string[] = [];
  const journal: JournalEntry[] = [];
  for (const field of headerValues(headers, 'cookie')) {
    for (const [name, value] of parseCookieHeader(field)) {
      if (name.startsWith(JOURNAL_PREFIX)) journal.push({ id: name, cookie: decode(value) });
      else if (!name.startsWith(OWN_PREFIX)) app.push(pairOf({ name, value }));
    }
  }
  return { app, journal: inOrder(journal) };
}

/** Those that a page hands over, which one alone may be too long for a cookie to hold. */
export function withNote(journal: readonly JournalEntry[], note: string): readonly JournalEntry[] {
  const found = parseCookieHeader(note).filter(([name]) => name.startsWith(JOURNAL_PREFIX));
  return inOrder([...journal, ...found.map(([name, value]) => ({ id: name, cookie: decode(value) }))]);
}

/** Their names begin with the time of writing. */
function inOrder(journal: readonly JournalEntry[]): readonly JournalEntry[] {
  return [...journal].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Percent-encoded UTF-8 as bytes; nothing where it is not what the page runtime writes. */
function decode(value: string): string {
  try {
    return Buffer.from(decodeURIComponent(value)).toString('latin1');
  } catch {
    // decodeURIComponent knows malformed text only by throwing. Script can write such an entry, to no effect.
    return '';
  }
}

/**
 * Set-Cookie fields that take back the journal entries a request carried. An entry that comes twice also lies in the
 * partitioned jar, where only script that goes round the page runtime can have put it.
 */
export function clearJournal({ journal }: BrowserCookies): HeaderList {
  const ids = new Map<string, number>();
  for (const { id } of journal) ids.set(id, (ids.get(id) ?? 0) + 1);
  return [...ids].flatMap(([id, count]) => {
    const clearing = `${id}=; Max-Age=0; Path=/; Secure; SameSite=Lax`;
    return [
      ['set-cookie', clearing] as const,
      ...(count > 1 ? [['set-cookie', `${clearing}; Partitioned`] as const] : []),
    ];
  });
}
