import { randomBytes } from 'node:crypto';
import type { CheckedResource } from '../../rewrite/html/integrity.ts';
import { type IntegrityBook, strongest } from './integrity-book.ts';

/** Makes the digests in one page those that its scripts and style sheets will have. */
export interface PageIntegrity {
  /** For the rewriter: the digests, or a mark that stands for them until they are known. */
  integrity(resource: CheckedResource): string;
  base(url: string): void;
  /** Rewritten text with digests in place of its marks; waits for those that are not known yet. */
  settle(text: string): string | Promise<string>;
}

export interface PageIntegrityParts {
  readonly book: IntegrityBook;
  /** Where the page is at its app. */
  readonly pageUrl: string;
  /** Whether files at this URL go through the gateway, so that they may be changed. */
  readonly isRewritten: (url: string) => boolean;
  /**
   * Fetches and rewrites a file, and enters it in the book if its bytes have one of the digests; gives the digests of a file
   * that no other user gets. Never rejects.
   */
  readonly enter: (url: string, resource: CheckedResource) => Promise<string | undefined>;
}

/** Files that one page may have the gateway look into before it goes on; others keep the digests they have. */
const FILES = 64;

export function createPageIntegrity({ book, pageUrl, isRewritten, enter }: PageIntegrityParts): PageIntegrity {
  // Nothing in the page can hold this.
  const name = `sallyport-${randomBytes(12).toString('hex')}-`;
  const pending: Promise<string>[] = [];
  let base = pageUrl;
  let hasBase = false;

  async function looked(url: string, resource: CheckedResource): Promise<string> {
    const own = await enter(url, resource);
    // Still unknown: the app's own digests stay, and the browser refuses what was changed.
    return own ?? book.translate(resource) ?? resource.digests;
  }

  return {
    integrity(resource) {
      const digests = resource.digests.replace(/[\t\n\f\r ]+/g, ' ');
      // What else may stand in metadata could end the attribute or the string that it is written back into.
      if (!/^[\w+/=?. -]+$/.test(digests)) return resource.digests;
      const url = URL.parse(resource.url, base)?.href;
      if (url === undefined || !isRewritten(url) || strongest(digests).length === 0) return resource.digests;
      const known = book.translate({ ...resource, digests });
      if (known !== undefined) return known;
      if (pending.length === FILES) return resource.digests;
      pending.push(looked(url, { ...resource, digests }));
      return `${name}${pending.length - 1}.`;
    },
    base(url) {
      // HTML 4.2.3: the first base element counts.
      if (!hasBase) base = URL.parse(url, pageUrl)?.href ?? pageUrl;
      hasBase = true;
    },
    settle(text) {
      if (pending.length === 0 || !text.includes(name)) return text;
      return replaceEach(text, new RegExp(`${name}(\\d+)\\.`, 'g'), (place) => pending[Number(place)]!);
    },
  };
}

async function replaceEach(text: string, marks: RegExp, known: (place: string) => Promise<string>): Promise<string> {
  let out = '';
  let from = 0;
  for (const match of text.matchAll(marks)) {
    out += text.slice(from, match.index) + (await known(match[1]!));
    from = match.index + match[0].length;
  }
  return out + text.slice(from);
}
