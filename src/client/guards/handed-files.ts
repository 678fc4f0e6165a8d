import { blobOf } from '../bridges/object-urls.ts';
import { apply, holderOf, type Method, patchMethod } from '../natives.ts';
import { toOrigin } from '../setup.ts';
import { typeOf } from './dragging.ts';
import { MADE } from './saving.ts';
import { refusal } from './written-files.ts';

/** Chromium's own: `type:name:url` of a file that is saved where it is dropped outside of the window. */
const DROPPED = /^[^:]*:([^:]*):(.*)$/s;

/** Asked about a file that script has made; true when it must not go. */
export type StopsFile = (name: string, file: unknown) => boolean;

/**
 * Two more ways for a file that script has made to the user: dragged out of the window, and shared with another program. What is dragged by an
 * address of the app is asked for at the gateway, as any download.
 */
export function guardHandedFiles(isKept: () => boolean, stops: StopsFile): void {
  const isStopped = (format: unknown, written: string): boolean => {
    const [, name = '', url] = (typeOf(format) === 'downloadurl' && DROPPED.exec(written)) || [];
    return url !== undefined && MADE.test(url) && stops(name, blobOf(toOrigin(url.trim())));
  };
  const guard = (prototype: object, method: string, format: number, refused: unknown): void =>
    patchMethod(
      prototype,
      method,
      (native) =>
        function (this: unknown, ...args) {
          if (!isKept() || args.length < 2) return apply(native, this, args);
          // Texts from here on: an object could read in two ways.
          const texts = args.map((arg) => `${arg as string}`);
          return isStopped(texts[format], texts[1 - format]!) ? refused : apply(native, this, texts);
        },
    );
  guard(DataTransfer.prototype, 'setData', 0, undefined);
  guard(DataTransferItemList.prototype, 'add', 1, null);
  const share = (native: Method): Method =>
    function (this: unknown, ...args) {
      const { title, text, url, files } = Object(args[0] ?? {}) as Record<string, unknown>;
      if (!isKept() || files === undefined || files === null) return apply(native, this, args);
      const shared = [...(files as Iterable<File>)];
      if (shared.some((file) => stops(file.name, file))) return Promise.reject(refusal());
      const rest = Object.fromEntries(Object.entries({ title, text, url }).filter(([, value]) => value !== undefined));
      return apply(native, this, [{ ...rest, files: shared }]);
    };
  patchMethod(holderOf(navigator, 'share'), 'share', share);
}
