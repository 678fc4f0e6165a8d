import type { PageSetup } from '../../model/page-setup.ts';
import { nativeLocation } from '../node-natives.ts';
import { hearAgain } from '../own-listeners.ts';
import { setup } from '../setup.ts';
import { showNothing } from './watermark-slot.ts';

/** What a page must keep. */
export type Kept = Pick<PageSetup, 'rules' | 'mark' | 'request' | 'alone'>;

/** The guards of a page's rules. They come with larger bundles, where policies may have pages keep something. */
export interface Guards {
  /** Before any script of the page. */
  readonly install: () => void;
  /** What a further document of this window brings. */
  readonly adopt: (next: Kept) => void;
  /** Puts back what goes with every listener of a window: at `document.open`, and with a new document in it. */
  readonly renew: () => void;
}

let guards: Guards | undefined;

export function provideGuards(provided: Guards): void {
  guards = provided;
}

const isUnkept = ({ rules, mark }: Kept): boolean => !guards && (rules.length > 0 || mark !== undefined);

/** A page whose rules this bundle cannot keep is not shown. */
export function installGuards(): void {
  if (isUnkept(setup)) showNothing();
  else guards?.install();
}

/**
 * The window may be older than the policy: it was opened as an empty one by a page that had nothing to keep. Loaded once more, the document gets a
 * window of its own, and with it the bundle that it names (HTML 7.5.1: only the first `about:blank` hands its window on).
 */
export function adoptRules(next: Kept): void {
  if (isUnkept(next)) {
    showNothing();
    nativeLocation.reload();
  } else guards?.adopt(next);
  hearAgain();
}

/** Puts back the guards, and whatever else the runtime listens to. */
export function renewListeners(): void {
  guards?.renew();
  hearAgain();
}
