import {
  apply,
  construct,
  getOwnPropertyDescriptor,
  holderOf,
  type Method,
  patchMethod,
  prototypeOf,
} from '../natives.ts';

const NativePromise = Promise;
const { then } = Promise.prototype as unknown as Record<'then', Method>;
const storage = (globalThis.navigator as Navigator | undefined)?.storage as Navigator['storage'] | undefined;
const getDirectory = storage?.getDirectory as Method | undefined;
const directory = prototypeOf('FileSystemDirectoryHandle') as Record<'resolve', Method> | undefined;
const resolveIn = directory?.resolve;
const nameOf = getOwnPropertyDescriptor(prototypeOf('FileSystemHandle') ?? {}, 'name')?.get as Method | undefined;

/** What the user knows a file by. */
export function nameOfHandle(handle: unknown): string {
  return nameOf ? (apply(nameOf, handle, []) as string) : '';
}

/** A refusal as script knows it of a picker. */
export function refusal(): DOMException {
  return new DOMException('Blocked by policy', 'NotAllowedError');
}

/**
 * Goes on with whether a file or folder is the user's. What lies in the app's own file system (File System, "bucket file system") is as little a
 * download as what it keeps in a database; of what cannot be found there nobody knows where it lies.
 */
function whenKnown(handle: unknown, next: (isUsers: boolean) => unknown): Promise<unknown> {
  return construct(NativePromise, [
    (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
      const go = (isUsers: boolean): void => {
        try {
          resolve(next(isUsers));
        } catch (error) {
          reject(error);
        }
      };
      const unknown = (): void => go(true);
      if (!getDirectory || !resolveIn) {
        unknown();
        return;
      }
      const found = (root: unknown): void =>
        void apply(then, apply(resolveIn, root, [handle]), [(path: unknown) => go(path === null), unknown]);
      apply(then, apply(getDirectory, storage, []), [found, unknown]);
    },
  ]) as Promise<unknown>;
}

/** What becomes of writing to a file of the user's; `native` does it. Undefined lets it be. */
export type TakesWriting = (native: Method, handle: unknown, args: unknown[]) => Promise<unknown> | undefined;

/**
 * Files of the user's that script writes, however it has got at them: picked, dropped, out of a database, from another window. `isKept`:
 * whether anything holds of them now; `moves` is asked for what is put into a folder in another way, by its name.
 */
export function guardWrittenFiles(
  isKept: () => boolean,
  takes: TakesWriting,
  stopsMove: (name: string) => boolean,
): void {
  patchMethod(
    prototypeOf('FileSystemFileHandle'),
    'createWritable',
    (native) =>
      function createWritable(this: unknown, ...args) {
        if (!isKept()) return apply(native, this, args);
        return whenKnown(this, (isUsers) => (isUsers && takes(native, this, args)) || apply(native, this, args));
      },
  );
  const movable = ['FileSystemFileHandle', 'FileSystemDirectoryHandle'].map((name) =>
    holderOf(prototypeOf(name), 'move'),
  );
  for (const holder of new Set(movable))
    patchMethod(
      holder,
      'move',
      (native) =>
        function move(this: unknown, ...args) {
          const [target] = args;
          if (!isKept() || typeof target !== 'object' || target === null) return apply(native, this, args);
          return whenKnown(target, (isUsers) => {
            if (isUsers && stopsMove(nameOfHandle(this))) throw refusal();
            return apply(native, this, args);
          });
        },
    );
}
