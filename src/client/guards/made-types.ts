import { apply, patchMethod } from '../natives.ts';
import { setup } from '../setup.ts';

/** Types that a browser shows when it is led to a document that script has made; whatever is not here may be saved instead. */
const SHOWN =
  /^(?:text\/(?:html|plain|xml|css|javascript)|application\/(?:pdf|json|xml|xhtml\+xml|javascript)|image\/(?:png|apng|jpeg|gif|webp|avif|svg\+xml|bmp|x-icon)|video\/(?:mp4|webm|ogg)|audio\/(?:mpeg|mp4|ogg|wav|webm|flac))$/;
const PLAIN = { type: 'text/plain' };

/** Whether a browser that is led to something of this media type shows it. */
export function isShown(type: string): boolean {
  return SHOWN.test(type.split(/[;,]/, 1)[0]!.trim().toLowerCase());
}

/** Whether files that script makes are not simply saved. */
export function savingIsGuarded(rules = setup.rules): boolean {
  return rules.some(({ activity, action }) => activity === 'download' && action !== 'audit');
}

/**
 * Where saving is blocked, the URL of something that a browser would save is that of a plain text: whoever leads there, and from which
 * frame, sees it and has nothing saved. Used as anything else it does what it did.
 */
export function showMadeFiles(isBlocked: () => boolean): void {
  patchMethod(
    URL,
    'createObjectURL',
    (native) =>
      function (this: unknown, ...args) {
        const [blob] = args;
        const shown = isBlocked() && blob instanceof Blob && !isShown(blob.type) ? new Blob([blob], PLAIN) : blob;
        return apply(native, this, [shown, ...args.slice(1)]);
      },
  );
}
