import { apply, getOwnPropertyDescriptor, type Method, patchAccessor, patchMethod } from '../natives.ts';
import { carriedHere, carry, typeOf } from './dragging.ts';
import { forbid, listenFirst } from './events.ts';
import { transferredText } from './transferred.ts';

const transferOf = getOwnPropertyDescriptor(DragEvent.prototype, 'dataTransfer')!.get as Method;
const clear = DataTransfer.prototype.clearData as Method;

/** What leaves the page by a transfer of the browser's: as which activity. */
type Outgoing = 'copy' | 'cut';
const outgoing = new WeakMap<object, Outgoing>();

/** Asked whether something must stay here; `undefined` is something that nobody here can read. */
type StaysIn = (activity: Outgoing, content: string | Blob | undefined) => boolean;

/** Lets what script puts into a transfer be asked about. */
export function watchTransfer(transfer: unknown, activity: Outgoing): void {
  if (typeof transfer === 'object' && transfer !== null) outgoing.set(transfer, activity);
}

/** Drop targets outside fetch what this format names. */
const readable = (type: string, text: string): string | undefined => (type === 'downloadurl' ? undefined : text);

/** Each piece that script puts into a transfer is asked about; what must stay can be dropped here all the same. */
export function guardAskedTransfers(staysIn: StaysIn): void {
  const keeps = (self: unknown, format: string, text: string): boolean => {
    const type = typeOf(format);
    const activity = outgoing.get(self as object);
    if (!activity || !staysIn(activity, readable(type, text))) return false;
    carriedHere()?.set(type, text);
    return true;
  };
  patchMethod(
    DataTransfer.prototype,
    'setData',
    (native) =>
      function setData(this: unknown, ...args) {
        if (args.length < 2) return apply(native, this, args);
        const [format, text] = [String(args[0]), String(args[1])];
        return keeps(this, format, text) ? undefined : apply(native, this, [format, text]);
      },
  );
  patchAccessor(
    DataTransfer.prototype,
    'items',
    (native) =>
      function (this: unknown) {
        const list = apply(native, this, []) as object;
        const activity = outgoing.get(this as object);
        if (activity) outgoing.set(list, activity);
        return list;
      } as () => unknown,
  );
  patchMethod(
    DataTransferItemList.prototype,
    'add',
    (native) =>
      function add(this: unknown, ...args) {
        const [data] = args;
        if (args.length < 2) {
          const activity = outgoing.get(this as object);
          const stays = activity && staysIn(activity, data instanceof Blob ? data : undefined);
          return stays ? null : apply(native, this, args);
        }
        const [text, format] = [String(data), String(args[1])];
        return keeps(this, format, text) ? null : apply(native, this, [text, format]);
      },
  );
}

/** What every new document of the window needs again. What the browser puts there by itself is asked about as it begins to move. */
export function listenForAskedDragging(asks: () => boolean, staysIn: StaysIn): void {
  listenFirst('dragstart', (event) => {
    if (!asks()) return;
    const isOfPage = event
      .composedPath()
      .some((node) => node instanceof Element && node.getAttribute('draggable') === 'true');
    const transfer = apply(transferOf, event, []);
    const content = transferredText(transfer);
    if (content !== '' && staysIn('copy', content)) {
      if (!isOfPage) {
        forbid(event);
        return;
      }
      apply(clear, transfer, []);
    }
    if (isOfPage) carry(new Map());
    watchTransfer(transfer, 'copy');
  });
}
