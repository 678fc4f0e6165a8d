import type { CheckedResource } from '../../rewrite/html/integrity.ts';
import { type IntegrityBook, strongest } from './integrity-book.ts';
import type { LaterText } from './later-text.ts';

/** Makes the digests in one page those that its scripts and style sheets will have. */
export interface PageIntegrity {
  /** For the rewriter: the digests, or a mark that stands for them until they are known. */
  integrity(resource: CheckedResource): string;
  base(url: string): void;
}

export interface PageIntegrityParts {
  readonly book: IntegrityBook;
  readonly later: LaterText;
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

export function createPageIntegrity({ book, later, pageUrl, isRewritten, enter }: PageIntegrityParts): PageIntegrity {
  let looks = 0;
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
      if (looks === FILES) return resource.digests;
      looks += 1;
      return later.mark(looked(url, { ...resource, digests }));
    },
    base(url) {
      // HTML 4.2.3: the first base element counts.
      if (!hasBase) base = URL.parse(url, pageUrl)?.href ?? pageUrl;
      hasBase = true;
    },
  };
}
