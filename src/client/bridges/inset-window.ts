import { apply, patchAccessor, patchMethod, promiseThen, prototypeOf } from '../natives.ts';
import { coverWindow } from '../realm.ts';

/** Document Picture-in-Picture: three ways to a window that no address brought. */
export function bridgeInsetWindow(): void {
  const covered = (other: unknown): unknown => {
    coverWindow(other as Window | null);
    return other;
  };
  const inset = prototypeOf('DocumentPictureInPicture');
  for (const holder of [inset, prototypeOf('DocumentPictureInPictureEvent')])
    patchAccessor(
      holder,
      'window',
      (native) =>
        function (this: unknown) {
          return covered(apply(native, this, []));
        },
    );
  patchMethod(
    inset,
    'requestWindow',
    (native) =>
      function (this: unknown, ...args) {
        return apply(promiseThen, apply(native, this, args), [covered]);
      },
  );
}
