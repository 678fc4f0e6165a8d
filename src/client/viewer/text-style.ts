const RULES = `
.text{position:absolute;inset:0;overflow:clip;line-height:1;text-align:initial;transform-origin:0 0;forced-color-adjust:none;text-size-adjust:none;--min-font-size:1;--text-scale-factor:calc(var(--total-scale-factor)*var(--min-font-size));--min-font-size-inv:calc(1/var(--min-font-size));--scale-round-x:1px;--scale-round-y:1px}
.text[data-main-rotation="90"]{transform:rotate(90deg) translateY(-100%)}
.text[data-main-rotation="180"]{transform:rotate(180deg) translate(-100%,-100%)}
.text[data-main-rotation="270"]{transform:rotate(270deg) translateX(-100%)}
:is(span,br){color:transparent;position:absolute;white-space:pre;transform-origin:0 0}
span{--font-height:0;--scale-x:1;--rotate:0deg;font-size:calc(var(--text-scale-factor)*var(--font-height));transform:rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv))}
.markedContent{display:contents}
::highlight(found){background-color:rgb(255 196 0/.45)}
::highlight(current){background-color:rgb(255 120 0/.55)}
`;
const SELECTABLE = 'span{user-select:text;-webkit-user-select:text;cursor:text}';
const FIXED = '.text{user-select:none;-webkit-user-select:none;pointer-events:none}';

const made = new Map<boolean, CSSStyleSheet>();

/** The look of the text over a page: not seen, but read aloud, found and, where it may be, selected. */
export function textStyle(mayCopy: boolean): CSSStyleSheet {
  let sheet = made.get(mayCopy);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(RULES + (mayCopy ? SELECTABLE : FIXED));
    made.set(mayCopy, sheet);
  }
  return sheet;
}
