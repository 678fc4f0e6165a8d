import { apply, getOwnPropertyDescriptor, type Method, patchAccessor, patchMethod } from '../natives.ts';
import { readers } from '../node-natives.ts';
import { asWritten, isMarked } from '../page-text.ts';
import { nameAround, setScriptText, sourceIn } from '../source-text.ts';

const NativeText = window.Text;

/** Texts of nodes, which may be the source of a script or a style sheet. */
export function bridgeTexts(): void {
  const read = (native: () => unknown) =>
    ({
      get(this: unknown): unknown {
        const text = String(apply(native, this, []));
        return isMarked(text) ? asWritten(text) : text;
      },
    }).get;
  patchAccessor(
    CharacterData.prototype,
    'data',
    (native) =>
      ({
        get(this: unknown): unknown {
          const text = apply(native, this, []) as string;
          return isMarked(text) ? asWritten(text) : text;
        },
      }).get,
    (native) =>
      ({
        set(this: Node, value: unknown): void {
          apply(native, this, [typeof value === 'string' && value.includes('//') ? sourceIn(this, value) : value]);
        },
      }).set,
  );
  for (const name of ['innerText', 'outerText'])
    patchAccessor(
      HTMLElement.prototype,
      name,
      read,
      (native) =>
        function (this: Element, value: unknown) {
          const text = typeof value === 'string' && value.includes('//') ? sourceIn(this, value) : value;
          if (this instanceof HTMLScriptElement) setScriptText(this, native, text);
          else apply(native, this, [text]);
        } as (value: unknown) => void,
    );
  for (const name of ['text', 'textContent', 'innerText'])
    patchAccessor(
      HTMLScriptElement.prototype,
      name,
      read,
      (native) =>
        function (this: Element, value: unknown) {
          setScriptText(this, native, value);
        } as (value: unknown) => void,
    );
  patchAccessor(Text.prototype, 'wholeText', read);
  patchMethod(Range.prototype, 'toString', read as (native: Method) => Method);
  bridgeCounting();
}

/** Whether a text is that of a style sheet or a script, by as little as tells it: editors ask for lengths all the time. */
function holdsSource(text: unknown): boolean {
  const name = nameAround(text);
  return name === 'style' || name === 'script';
}

/** What counts the characters of a text: a style sheet or a script has others here than the page has written. */
function bridgeCounting(): void {
  const { prototype } = CharacterData;
  const setData = getOwnPropertyDescriptor(prototype, 'data')!.set!;
  const counting = (native: Method, isEdit: boolean): Method =>
    ({
      count(this: unknown, ...args: unknown[]): unknown {
        if (!holdsSource(this)) return apply(native, this, args);
        const written = new NativeText(asWritten(String(apply(readers.data, this, []))));
        const result = apply(native, written, args);
        if (isEdit) apply(setData, this, [apply(readers.data, written, [])]);
        return result;
      },
    }).count;
  patchAccessor(prototype, 'length', (native) => {
    const slow = counting(native, false);
    return {
      get(this: unknown): unknown {
        return apply(holdsSource(this) ? slow : native, this, []);
      },
    }.get;
  });
  patchMethod(prototype, 'substringData', (native) => counting(native, false));
  for (const name of ['appendData', 'insertData', 'deleteData', 'replaceData'])
    patchMethod(prototype, name, (native) => counting(native, true));
}
