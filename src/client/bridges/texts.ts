import { apply, patchAccessor } from '../natives.ts';
import { asWritten, isMarked } from '../page-text.ts';
import { setScriptText, sourceIn } from '../source-text.ts';

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
}
