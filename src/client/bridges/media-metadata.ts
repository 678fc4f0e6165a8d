import { apply, patchAccessor, patchConstructor, prototypeOf } from '../natives.ts';
import { toOrigin } from '../setup.ts';
import { dictionaryArgument, first, listArgument, urlMember } from '../url-argument.ts';

const artworkIn = (list: unknown): unknown => listArgument(list, { src: urlMember });

/** The pictures that the browser shows for what plays (Media Session, MediaMetadata): it fetches them itself. */
export function bridgeMediaMetadata(): void {
  patchConstructor(
    'MediaMetadata',
    first((init) => dictionaryArgument(init, { artwork: artworkIn })),
  );
  patchAccessor(
    prototypeOf('MediaMetadata'),
    'artwork',
    (native) =>
      function (this: unknown) {
        const held = apply(native, this, []) as readonly { src: string }[];
        // Not every browser freezes the pictures themselves.
        const own = held.map((each) => {
          const shown = { ...each, src: toOrigin(each.src) };
          return Object.isFrozen(each) ? Object.freeze(shown) : shown;
        });
        return Object.freeze(own);
      } as () => unknown,
    (native) =>
      function (this: unknown, list: unknown) {
        apply(native, this, [artworkIn(list)]);
      },
  );
}
