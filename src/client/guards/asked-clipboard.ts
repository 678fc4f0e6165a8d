import { apply, construct, defineProperty, getOwnPropertyDescriptor, type Method, patchMethod } from '../natives.ts';

const NativePromise = Promise;
const clipboard = 'Clipboard' in window ? Clipboard.prototype : undefined;
const NativeItem = 'ClipboardItem' in window ? ClipboardItem : undefined;
const typesOf = NativeItem && (getOwnPropertyDescriptor(NativeItem.prototype, 'types')!.get as Method);
const getType = NativeItem?.prototype.getType as Method | undefined;

/** A promise of the platform's that is waited for as such, whatever the page has made of promises. */
function native<Value>(promise: unknown): Promise<Value> {
  defineProperty(promise as object, 'constructor', { value: NativePromise });
  return promise as Promise<Value>;
}

/** What an item holds, type by type. */
async function blobsOf(item: unknown): Promise<readonly (readonly [type: string, blob: Blob])[]> {
  const types = apply(typesOf!, item, []) as readonly string[];
  const blobs: [string, Blob][] = [];
  for (let at = 0; at < types.length; at++)
    blobs[at] = [types[at]!, await native<Blob>(apply(getType!, item, [types[at]]))];
  return blobs;
}

type Activity = 'copy' | 'paste';
/** True when it must stay where it is. */
type StaysIn = (activity: Activity, content: string | Blob) => boolean;
type Use = (native: Method, self: unknown, args: unknown[], staysIn: StaysIn, refuse: () => Promise<never>) => unknown;

const writeText: Use = (write, self, args, staysIn, refuse) => {
  if (args.length === 0) return apply(write, self, args);
  const text = `${args[0] as string}`;
  return staysIn('copy', text) ? refuse() : apply(write, self, [text]);
};

/** Writes what was asked about, and nothing else. */
const write: Use = async (write, self, args, staysIn, refuse) => {
  const items = [...(args[0] as Iterable<unknown>)];
  const seen: unknown[] = [];
  for (let at = 0; at < items.length; at++) {
    const made: Record<string, Blob> = {};
    for (const [type, blob] of await blobsOf(items[at])) {
      if (staysIn('copy', blob)) return native(refuse());
      defineProperty(made, type, { value: blob, enumerable: true });
    }
    seen[at] = construct(NativeItem as NonNullable<typeof NativeItem>, [made]);
  }
  return native(apply(write, self, [seen]));
};

const read: Use = async (read, self, args, staysIn, refuse) => {
  const items = await native<readonly unknown[]>(apply(read, self, args));
  for (let at = 0; at < items.length; at++)
    for (const [, blob] of await blobsOf(items[at])) if (staysIn('paste', blob)) return native(refuse());
  return items;
};

const readText: Use = async (read, self, _, staysIn, refuse) => {
  const text = await native<string>(apply(read, self, []));
  return staysIn('paste', text) ? native(refuse()) : text;
};

const USES: readonly (readonly [name: string, activity: Activity, use: Use])[] = [
  ['writeText', 'copy', writeText],
  ['write', 'copy', write],
  ['read', 'paste', read],
  ['readText', 'paste', readText],
];

/** The interface by which script reads and writes the clipboard: what is read is asked about before the page has it. */
export function guardAskedClipboard(
  asks: (activity: Activity) => boolean,
  staysIn: StaysIn,
  refuse: () => Promise<never>,
): void {
  for (const [name, activity, use] of USES)
    patchMethod(
      clipboard,
      name,
      (native) =>
        function (this: unknown, ...args) {
          return asks(activity) ? use(native, this, args, staysIn, refuse) : apply(native, this, args);
        },
    );
}
