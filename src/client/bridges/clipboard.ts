import { seldom } from '../code.ts';
import { apply, type Method, patchMethod, promiseThen, prototypeOf } from '../natives.ts';
import { nativeInnerHtml } from '../node-natives.ts';
import { hear } from '../own-listeners.ts';
import { asWritten, isMarked } from '../page-text.ts';
import { matches } from '../quietly.ts';

const { getData, setData } = DataTransfer.prototype as unknown as Record<'getData' | 'setData', Method>;
const heldBy = (transfer: DataTransfer | null, type: string): string => String(apply(getData, transfer, [type]));
const written = (text: unknown): unknown => (typeof text === 'string' ? asWritten(text) : text);

/**
 * What a user pastes or drops may come from the address bar, which shows suffix hosts: the app must get, and store, its own.
 * Script that reads it gets it as written; what the browser is about to insert itself is inserted as written in its place.
 */
function bridgePaste(): void {
  patchMethod(
    DataTransfer.prototype,
    'getData',
    (native) =>
      function (this: unknown, ...args) {
        return written(apply(native, this, args));
      },
  );
  patchMethod(
    prototypeOf('Clipboard'),
    'readText',
    (native) =>
      function (this: unknown, ...args) {
        return apply(promiseThen, apply(native, this, args), [written]);
      },
  );
  hear('beforeinput', (event: InputEvent) => {
    const { data, dataTransfer, inputType } = event;
    if (!matches(/^insertFrom(?:Paste|Drop)/, inputType)) return;
    // Fields are given text (Input Events, 4.1.3), everything else that can be edited a transfer.
    const markup = dataTransfer ? heldBy(dataTransfer, 'text/html') : '';
    const text = markup || (data ?? (dataTransfer ? heldBy(dataTransfer, 'text/plain') : ''));
    if (!isMarked(text) || asWritten(text) === text) return;
    // First, since a browser that refuses the command must still insert what it was about to.
    if (!document.execCommand(markup ? 'insertHTML' : 'insertText', false, asWritten(text))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}

/** What a user copies or drags goes into other programs: it must name the app's own hosts, as it would at home; and what comes from others into the app, too. */
export function bridgeClipboard(): void {
  bridgePaste();
  for (const type of ['copy', 'cut'] as const)
    hear(
      type,
      (event: ClipboardEvent) => {
        const selection = document.getSelection();
        // Handled by the page, or from a field: what is there is what the page or the user wrote.
        if (event.defaultPrevented || !event.clipboardData || !selection || selection.isCollapsed) return;
        if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
        const markup = asWritten(seldom()?.selected(selection, nativeInnerHtml.get as Method) ?? '');
        // Without a link or an image there is no host in it, and the browser writes styles better.
        if (!matches(/<[^>]+\s(?:href|src)=/i, markup)) return;
        apply(setData, event.clipboardData, ['text/html', markup]);
        apply(setData, event.clipboardData, ['text/plain', asWritten(String(selection))]);
        event.preventDefault();
        if (type === 'cut') document.execCommand('delete');
      },
      false,
    );
  hear(
    'dragstart',
    ({ dataTransfer }: DragEvent) => {
      for (const type of dataTransfer?.types ?? []) {
        const value = type === 'Files' ? '' : heldBy(dataTransfer, type);
        if (isMarked(value)) apply(setData, dataTransfer, [type, asWritten(value)]);
      }
    },
    false,
  );
}
