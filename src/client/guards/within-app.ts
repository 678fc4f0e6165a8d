import type { PageRule } from '../../model/decision.ts';
import { apply, construct, getOwnPropertyDescriptor, type Method } from '../natives.ts';
import { setup } from '../setup.ts';
import { forbid, listenFirst } from './events.ts';
import { ruleWords } from './rule-words.ts';
import { type CreateWithinApp, provideWithinApp } from './within-slot.ts';

/** What was copied in a page of the app. `mark` is what everybody else finds on the clipboard; empty where it may leave. */
interface Held {
  readonly mark: string;
  readonly text: string;
  readonly html: string;
}

const NativeChannel = globalThis.BroadcastChannel as typeof BroadcastChannel | undefined;
const post = NativeChannel && (NativeChannel.prototype.postMessage as Method);
const listen = EventTarget.prototype.addEventListener as unknown as Method;
const dispatch = EventTarget.prototype.dispatchEvent as unknown as Method;
const clipboardOf = getOwnPropertyDescriptor(ClipboardEvent.prototype, 'clipboardData')!.get as Method;
const dataOf = getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!.get as Method;
const { getData, setData } = DataTransfer.prototype as unknown as Record<'getData' | 'setData', Method>;
const command = Document.prototype.execCommand as unknown as Method;
const NativeEvent = ClipboardEvent;
const NativeTransfer = DataTransfer;
const NAME = 'sallyport-clipboard';
const SPACES = /\s+/g;

let count = 0;
let held: Held | undefined;
let channel: BroadcastChannel | undefined;
/** Events of our own, and those that bring what was copied here. */
const passing = new WeakSet<Event>();

const told = (value: object): unknown => channel && apply(post!, channel, [value]);

/** Pages of one host of the app tell each other; what is held is gone with the last of them. */
function join(): void {
  if (channel || !NativeChannel) return;
  channel = construct(NativeChannel, [NAME]) as BroadcastChannel;
  apply(listen, channel, [
    'message',
    (event: MessageEvent) => {
      const { mark, text, html, asks } = (apply(dataOf, event, []) ?? {}) as Partial<Held> & { asks?: true };
      if (asks) {
        if (held) told(held);
      } else if (typeof mark === 'string' && typeof text === 'string' && typeof html === 'string')
        held = { mark, text, html };
    },
  ]);
  told({ asks: true });
}

function hold(text: string, html: string, stays: boolean): Held {
  const id = `${setup.exchangeId.slice(0, 6)}-${++count}`;
  const mark = stays ? `${ruleWords.staysIn.replace('{app}', () => setup.appName)} (${id})` : '';
  held = { mark, text, html };
  told(held);
  return held;
}

/** What a copy takes along, without what nobody sees. */
function selected(): Pick<Held, 'text' | 'html'> {
  const field = document.activeElement;
  if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type !== 'password')) {
    const { selectionStart: from, selectionEnd: to, value } = field;
    // A field may have the focus while something else is selected.
    if (from !== null && to !== null && from !== to) return { text: value.slice(from, to), html: '' };
  }
  const selection = window.getSelection();
  const text = String(selection ?? '');
  if (!selection || text === '') return { text: '', html: '' };
  const holder = document.createElement('div');
  for (let at = 0; at < selection.rangeCount; at++) holder.append(selection.getRangeAt(at).cloneContents());
  return { text, html: holder.innerHTML };
}

const plain = (text: string): string => text.replace(SPACES, ' ').trim();
/** Formats differ in their spaces. */
const sameWords = (one: string, other: string): boolean => plain(one) === plain(other);

/** Gives it to whoever would have had the paste: the page, else the field. */
function deliver(target: EventTarget, { text, html }: Held): void {
  const transfer = construct(NativeTransfer, []) as DataTransfer;
  apply(setData, transfer, ['text/plain', text]);
  if (html !== '') apply(setData, transfer, ['text/html', html]);
  const event = construct(NativeEvent, [
    'paste',
    { clipboardData: transfer, bubbles: true, cancelable: true, composed: true },
  ]) as ClipboardEvent;
  passing.add(event);
  if (apply(dispatch, target, [event])) apply(command, document, ['insertText', false, text]);
}

const createWithinApp: CreateWithinApp = (ruleOf, kept) => {
  const stays = (activity: PageRule['activity']): boolean =>
    ruleOf(activity)?.action === 'block' && ruleOf(activity)?.within === 'app';
  const isAny = (): boolean => stays('copy') || stays('cut') || stays('paste');
  const isOpen = (activity: 'copy' | 'cut'): boolean => ruleOf(activity)?.action !== 'block' && stays('paste');

  function copied(activity: 'copy' | 'cut', event: Event): void {
    if (isOpen(activity)) {
      const { text, html } = selected();
      if (text !== '') hold(text, html, false);
    }
    if (!stays(activity)) return;
    const { text, html } = selected();
    // Where nothing is selected, the page would put something of its own there.
    if (text === '') return;
    const { mark } = hold(text, html, true);
    apply(setData, apply(clipboardOf, event, []), ['text/plain', mark]);
    forbid(event);
    if (activity === 'cut') apply(command, document, ['delete']);
    kept(activity, text.length);
  }

  function pasted(event: Event): void {
    if (passing.has(event) || !held) return;
    const text = apply(getData, apply(clipboardOf, event, []), ['text/plain']) as string;
    if (held.mark !== '' && text === held.mark) {
      forbid(event);
      deliver(event.composedPath()[0] ?? document, held);
    } else if (stays('paste') && text !== '' && sameWords(text, held.text)) passing.add(event);
  }

  return {
    listen() {
      if (!isAny()) return;
      join();
      listenFirst('copy', (event) => copied('copy', event));
      listenFirst('cut', (event) => copied('cut', event));
      listenFirst('paste', pasted);
    },
    passes: (event) => passing.has(event),
    takes: (activity) => activity !== 'print' && stays(activity),
    use(name, native, self, args) {
      if (name === 'writeText' && args.length > 0) {
        const text = `${args[0] as string}`;
        if (isOpen('copy')) hold(text, '', false);
        if (!stays('copy')) return undefined;
        kept('copy', text.length);
        return apply(native, self, [hold(text, '', true).mark]) as Promise<unknown>;
      }
      if (name !== 'readText' || !isAny()) return undefined;
      if (ruleOf('paste')?.action === 'block' && !stays('paste')) return undefined;
      return (apply(native, self, []) as Promise<string>).then((text) => {
        if (held && held.mark !== '' && text === held.mark) return held.text;
        if (!stays('paste') || (held && sameWords(text, held.text))) return text;
        throw new DOMException('Blocked by policy', 'NotAllowedError');
      });
    },
  };
};

provideWithinApp(createWithinApp);
