import type { HtmlOptions } from '../../rewrite/html/contract.ts';
import type { MapUrl } from '../../rewrite/url.ts';
import { LARGE, type LargeFiles } from './large-files.ts';
import type { LaterText } from './later-text.ts';

export interface LargeInlineParts {
  readonly large: LargeFiles;
  readonly later: LaterText;
  /** Whether the page goes out in UTF-8. */
  readonly isUtf8: boolean;
  readonly url: MapUrl;
}

/** Has large scripts of one page rewritten on a thread; what such a one cannot bear stays as it is, as with files. */
export function largeInline({ large, later, isUtf8, url }: LargeInlineParts): NonNullable<HtmlOptions['later']> {
  return (source, goal) => {
    if (source.length < LARGE) return undefined;
    const changed = large.change(
      Buffer.from(source, 'utf16le'),
      { kind: 'inline', goal, isUtf8 },
      { comment: url, text: url },
    );
    return later.mark(changed.then(({ bytes }) => bytes.toString('utf16le')));
  };
}
