import { apply, getOwnPropertyDescriptor, type Method, patchAccessor } from '../natives.ts';
import { listenFirst } from './events.ts';
import { ruleWords } from './rule-words.ts';

const adopted = getOwnPropertyDescriptor(Document.prototype, 'adoptedStyleSheets');
const computed = window.getComputedStyle;
const disable = getOwnPropertyDescriptor(StyleSheet.prototype, 'disabled')!.set as Method;
const { setProperty, removeProperty, getPropertyValue } = CSSStyleDeclaration.prototype as unknown as Record<
  'setProperty' | 'removeProperty' | 'getPropertyValue',
  Method
>;
const styleOf = getOwnPropertyDescriptor(HTMLElement.prototype, 'style')!.get as Method;
const root = (): HTMLElement => document.documentElement;
/** Above every rule of the page, in whatever layer (CSS Cascade 5, section 6.1: attached to the element, important). */
const HIDDEN = ['display', 'transition', 'animation'];

let sheet: CSSStyleSheet | undefined;
let of: Document | undefined;

/** Print media show the policy's words and nothing of the page, however printing was begun; unless `stops` lets it go this time. */
export function hidePrint(message: string, stops: () => boolean): void {
  if (of !== document) {
    of = document;
    sheet = new CSSStyleSheet();
    const said = JSON.stringify(`${ruleWords.printing} ${message}`).replace(/[<\n\r]/g, ' ');
    sheet.replaceSync(
      `@media print{html>*{display:none!important}html::before{content:${said};display:block;font:16px sans-serif;padding:2em}}`,
    );
  }
  adopt();
  listenFirst('beforeprint', () => {
    restore();
    if (stops()) return;
    show();
    apply(disable, sheet, [true]);
  });
  listenFirst('afterprint', () => {
    show();
    apply(disable, sheet, [false]);
  });
}

/** A page that sets its own sheets does not take this one away with them. */
export function guardPrintSheet(): void {
  patchAccessor(
    Document.prototype,
    'adoptedStyleSheets',
    undefined,
    (native) =>
      function (this: unknown, value: unknown) {
        apply(native as Method, this, [value]);
        if (this === document) adopt();
      } as (value: unknown) => void,
  );
}

function adopt(): void {
  if (sheet === undefined) return;
  const sheets = apply(adopted!.get as Method, document, []) as CSSStyleSheet[];
  if (sheets.at(-1) === sheet) return;
  apply(adopted!.set as Method, document, [[...[...sheets].filter((each) => each !== sheet), sheet]]);
}

/** Whatever the page did about the sheet: where something of it would still be printed, nothing is. */
function restore(): void {
  adopt();
  const shows = (element: Element, pseudo?: string): boolean =>
    apply(getPropertyValue, computed(element, pseudo), ['display']) !== 'none' &&
    (pseudo === undefined || apply(getPropertyValue, computed(element, pseudo), ['content']) !== 'none');
  const isPrinted = [...root().children].some((child) => shows(child)) || shows(root(), '::after');
  if (!isPrinted && isOurs()) return;
  for (const name of HIDDEN) apply(setProperty, apply(styleOf, root(), []), [name, 'none', 'important']);
}

/** Whether the words before everything are the policy's. */
function isOurs(): boolean {
  return String(apply(getPropertyValue, computed(root(), '::before'), ['content'])).startsWith(
    `"${ruleWords.printing}`,
  );
}

function show(): void {
  for (const name of HIDDEN) apply(removeProperty, apply(styleOf, root(), []), [name]);
}
