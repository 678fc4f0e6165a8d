import { apply, patchMethod } from '../natives.ts';
import type { Leaving } from './ask.ts';
import { forbid, listenFirst } from './events.ts';
import { readMade } from './made-file.ts';
import { isOwnSave, saveFile } from './save-file.ts';
import { isLink, isSaved, MADE, navigation, savedBy, urlOf } from './saving.ts';

/** What holds of files that script makes. */
export interface AskedSaving {
  readonly asks: () => boolean;
  readonly ask: (leaving: Leaving, passed: () => void, stopped?: () => void) => void;
}

/** The browser does not save what is at a URL; it is saved afterwards, as what was asked about. */
function saveAfterwards({ ask }: AskedSaving, name: string, url: string): void {
  readMade(url, (file) => {
    // Made where nobody here can read it, and maybe let go all the same.
    ask({ content: file, name }, () => saveFile(file ?? url, name));
  });
}

/** The ways of a page to save what it has made, as `guardSaving` knows them. */
export function guardAskedSaving(saving: AskedSaving): void {
  patchMethod(
    window,
    'open',
    (native) =>
      function open(this: unknown, ...args) {
        const url = String(args[0] ?? '');
        if (!saving.asks() || !MADE.test(url) || !isSaved(url)) return apply(native, this ?? window, args);
        saveAfterwards(saving, '', url);
        return null;
      },
  );
  /** Nobody above a link that is in no document hears of it. */
  const isTaken = (element: unknown): boolean => {
    if (!saving.asks() || !isLink(element) || element.isConnected) return false;
    const name = savedBy(element);
    if (name === undefined) return false;
    saveAfterwards(saving, name, urlOf(element));
    return true;
  };
  for (const type of [HTMLElement, HTMLAnchorElement, HTMLAreaElement])
    patchMethod(
      type.prototype,
      'click',
      (native) =>
        function click(this: unknown) {
          return isTaken(this) ? undefined : apply(native, this, []);
        },
    );
  patchMethod(
    EventTarget.prototype,
    'dispatchEvent',
    (native) =>
      function dispatchEvent(this: unknown, ...args) {
        const isClick = args[0] instanceof Event && args[0].type === 'click';
        return isClick && isTaken(this) ? false : apply(native, this, args);
      },
  );
}

/** What every new document of the window needs again. */
export function listenForAskedSaving(saving: AskedSaving): void {
  const take = (event: Event, name: string | undefined, url: string): void => {
    if (name === undefined || !saving.asks()) return;
    forbid(event);
    saveAfterwards(saving, name, url);
  };
  listenFirst('click', (event) => {
    const link = event.composedPath().find(isLink);
    if (link) take(event, savedBy(link, event), urlOf(link));
  });
  navigation?.addEventListener('navigate', (event) => {
    const { destination, downloadRequest } = event as Event & {
      destination: { url: string };
      downloadRequest: string | null;
    };
    const { url } = destination;
    if (MADE.test(url) && !isOwnSave(url)) take(event, downloadRequest ?? (isSaved(url) ? '' : undefined), url);
  });
}
