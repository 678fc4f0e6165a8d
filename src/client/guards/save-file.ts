import { apply, type Method } from '../natives.ts';
import { createElement, nativeSetTimeout, readers } from '../node-natives.ts';
import { toSuffix } from '../setup.ts';

const { createObjectURL: make, revokeObjectURL: revoke } = URL as unknown as Record<
  'createObjectURL' | 'revokeObjectURL',
  Method
>;
const click = HTMLElement.prototype.click as Method;
/** Milliseconds after which a browser has long begun to read. */
const LIFE = 60_000;
const own = new Set<string>();

/** Whether it is a file that was let go. */
export function isOwnSave(url: string): boolean {
  return own.has(toSuffix(url));
}

/** Saves a file as the page would have, by a link that is nowhere in the document. */
export function saveFile(file: Blob | string, name: string): void {
  const url = typeof file === 'string' ? file : (apply(make, URL, [file]) as string);
  own.add(toSuffix(url));
  const link = apply(createElement, document, ['a']) as HTMLAnchorElement;
  apply(readers.setAttribute, link, ['href', url]);
  apply(readers.setAttribute, link, ['download', name]);
  apply(click, link, []);
  apply(nativeSetTimeout, window, [
    () => {
      own.delete(toSuffix(url));
      if (typeof file !== 'string') apply(revoke, URL, [url]);
    },
    LIFE,
  ]);
}
