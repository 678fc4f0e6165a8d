import { MADE_POLICY } from '../../rewrite/headers/made-files.ts';
import { blobOf } from '../bridges/object-urls.ts';
import { apply, patchMethod } from '../natives.ts';
import { toOrigin } from '../setup.ts';
import { isShown, typeOfBlob } from './made-types.ts';

export const MADE = /^[\0-\x20]*(?:blob|data|filesystem):/i;

/** Asked what to do about a file; true when it must not be saved. */
export type Stops = (name: string) => boolean;

/** Whether what script has made at a URL is saved by a browser that is led there. Of one made elsewhere nobody can tell. */
export function isSaved(url: string): boolean {
  const [, data] = /^[\0-\x20]*data:([^,]*)/i.exec(url) ?? [];
  const type = data === undefined ? typeOfBlob(blobOf(toOrigin(url))) : data || 'text/plain';
  return type === undefined || !isShown(type);
}

export interface Link extends Element {
  readonly href: string | SVGAnimatedString;
  readonly download?: string;
}

export function isLink(node: unknown): node is Link {
  return node instanceof HTMLAnchorElement || node instanceof HTMLAreaElement || node instanceof SVGAElement;
}

export function urlOf({ href }: Link): string {
  return typeof href === 'string' ? href : href.baseVal;
}

/** The name under which a link would save what script has made; undefined where it would not. Clicked with the Alt key, every link saves. */
export function savedBy(link: Link, event?: Event): string | undefined {
  const url = urlOf(link);
  if (!MADE.test(url)) return undefined;
  const isAsked = (event as MouseEvent | undefined)?.altKey === true;
  return isAsked || link.hasAttribute('download') || isSaved(url) ? (link.download ?? '') : undefined;
}

/** The navigation interface, taken before the page can change it; not every browser has one. */
export const { navigation } = window as unknown as { navigation?: EventTarget };

/**
 * Files that script has made: the gateway never sees them, so that the page is the only place to stop them (law 8). Links with `download`
 * are seen where browsers announce every navigation, links and windows where they are used; what is led to as a document is given a type
 * that is shown and not saved, whoever leads there and from which frame.
 */
export function guardSaving(stops: Stops): void {
  patchMethod(
    window,
    'open',
    (native) =>
      function open(this: unknown, ...args) {
        const url = String(args[0] ?? '');
        return MADE.test(url) && isSaved(url) && stops('') ? null : apply(native, this ?? window, args);
      },
  );
  const detached = (element: unknown): string | undefined =>
    isLink(element) && !element.isConnected ? savedBy(element) : undefined;
  for (const type of [HTMLElement, HTMLAnchorElement, HTMLAreaElement])
    patchMethod(
      type.prototype,
      'click',
      (native) =>
        function click(this: unknown) {
          const name = detached(this);
          return name !== undefined && stops(name) ? undefined : apply(native, this, []);
        },
    );
  patchMethod(
    EventTarget.prototype,
    'dispatchEvent',
    (native) =>
      function dispatchEvent(this: unknown, ...args) {
        const name = args[0] instanceof Event && args[0].type === 'click' ? detached(this) : undefined;
        return name !== undefined && stops(name) ? false : apply(native, this, args);
      },
  );
}

/** What every new document of the window needs again. */
export function listenForSaving(stops: Stops): void {
  const refuse = (event: Event, name: string | undefined): void => {
    if (name === undefined || !stops(name)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener(
    'click',
    (event) => {
      const link = event.composedPath().find(isLink);
      refuse(event, link && savedBy(link, event));
    },
    true,
  );
  window.addEventListener(
    'securitypolicyviolation',
    (event) => {
      if (event.originalPolicy !== MADE_POLICY) return;
      stops('');
      event.stopImmediatePropagation();
    },
    true,
  );
  navigation?.addEventListener('navigate', (event) => {
    const { destination, downloadRequest } = event as Event & {
      destination: { url: string };
      downloadRequest: string | null;
    };
    if (!MADE.test(destination.url)) return;
    refuse(event, downloadRequest ?? (isSaved(destination.url) ? '' : undefined));
  });
}
