import type { PageRule } from '../../model/decision.ts';
import { apply, construct, getOwnPropertyDescriptor, type Method, patchMethod } from '../natives.ts';
import { setup } from '../setup.ts';

const NativeBlob = Blob;
const nativeType = getOwnPropertyDescriptor(NativeBlob.prototype, 'type')!.get as Method;

/** Types that a browser shows when it is led to a document that script has made; whatever is not here may be saved instead. */
const SHOWN =
  /^(?:text\/(?:html|plain|xml|css|javascript)|application\/(?:pdf|json|xml|xhtml\+xml|javascript)|image\/(?:png|apng|jpeg|gif|webp|avif|svg\+xml|bmp|x-icon)|video\/(?:mp4|webm|ogg)|audio\/(?:mpeg|mp4|ogg|wav|webm|flac))$/;
const PLAIN = { type: 'text/plain' };

/** Whether a browser that is led to something of this media type shows it. */
export function isShown(type: string): boolean {
  return SHOWN.test(essence(type));
}

const essence = (type: string): string => type.split(/[;,]/, 1)[0]!.trim().toLowerCase();

/**
 * The type of a Blob of whatever realm, as the browser takes it: script can give an object a `type` of its own, or have `instanceof` say what it
 * likes. Undefined of what is none.
 */
export function typeOfBlob(value: unknown): string | undefined {
  try {
    return apply(nativeType, value, []) as string;
  } catch {
    // A TypeError: the getter knows its own kind.
    return undefined;
  }
}

/** Whether files that script makes are not simply saved. */
export function savingIsGuarded(rules = setup.rules): boolean {
  return rules.some(({ activity, action }) => activity === 'download' && action !== 'audit');
}

/** Documents that browsers show in a viewer of their own, which saves, copies and prints whatever a page keeps. */
const IN_A_VIEWER = /^(?:application\/(?:x-)?pdf|text\/pdf)$/;

/** Whether that viewer must not come up. */
export function viewingIsGuarded(rules: Iterable<PageRule> = setup.rules): boolean {
  return [...rules].some(({ activity, action }) => /^(?:copy|print|download)$/.test(activity) && action !== 'audit');
}

/**
 * Where saving is blocked, the URL of something that a browser would save is that of a plain text: whoever leads there, and from which
 * frame, sees it and has nothing saved. So it is where the browser's viewer must not come up, for what would be shown there. Used as anything
 * else it does what it did.
 */
export function showMadeFiles(isBlocked: () => boolean, isGuarded: () => boolean): void {
  const isText = (type: string): boolean =>
    (isBlocked() && !isShown(type)) || (isGuarded() && IN_A_VIEWER.test(essence(type)));
  patchMethod(
    URL,
    'createObjectURL',
    (native) =>
      function (this: unknown, ...args) {
        const [blob] = args;
        const type = typeOfBlob(blob);
        const shown = type !== undefined && isText(type) ? construct(NativeBlob, [[blob], PLAIN]) : blob;
        return apply(native, this, [shown, ...args.slice(1)]);
      },
  );
}
