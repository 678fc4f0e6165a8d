/** An attribute as it stands in a start tag. Offsets are into the tag's text. */
export interface AttributeText {
  /** Lower case in HTML, as written in XML. */
  readonly name: string;
  readonly nameEnd: number;
  readonly quote: '"' | "'" | '';
  /** Between the quotes; both are `nameEnd` when there is no value. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Behind the closing quote. */
  readonly end: number;
  readonly hasValue: boolean;
}

const TAG_NAME = /<[^\t\n\f\r />]*/y;
const BEFORE_NAME = /[\t\n\f\r /]*/y;
/** HTML 13.2.5.32: a `=` begins a name but does not go on with it. */
const NAME = /=?[^\t\n\f\r />=]*/y;
const EQUALS = /[\t\n\f\r ]*=[\t\n\f\r ]*/y;
const UNQUOTED = /[^\t\n\f\r >]*/y;

/** The attributes of a whole start tag (`<` to `>`), in order, duplicates included (HTML 13.2.5.32 to 13.2.5.39). */
export function scanAttributes(tag: string, isHtml: boolean): readonly AttributeText[] {
  const attributes: AttributeText[] = [];
  const run = (pattern: RegExp, start: number): number => {
    pattern.lastIndex = start;
    return pattern.test(tag) ? pattern.lastIndex : start;
  };
  let at = run(TAG_NAME, 0);
  for (;;) {
    const start = run(BEFORE_NAME, at);
    const nameEnd = run(NAME, start);
    if (nameEnd === start) return attributes;
    const written = tag.slice(start, nameEnd);
    const name = isHtml ? asciiLowerCase(written) : written;
    const value = run(EQUALS, nameEnd);
    if (value === nameEnd) {
      attributes.push({
        name,
        nameEnd,
        quote: '',
        valueStart: nameEnd,
        valueEnd: nameEnd,
        end: nameEnd,
        hasValue: false,
      });
      at = nameEnd;
      continue;
    }
    const opening = tag.charAt(value);
    if (opening === '"' || opening === "'") {
      const closing = tag.indexOf(opening, value + 1);
      if (closing < 0) return attributes;
      at = closing + 1;
      attributes.push({
        name,
        nameEnd,
        quote: opening,
        valueStart: value + 1,
        valueEnd: closing,
        end: at,
        hasValue: true,
      });
    } else {
      at = run(UNQUOTED, value);
      attributes.push({ name, nameEnd, quote: '', valueStart: value, valueEnd: at, end: at, hasValue: true });
    }
  }
}

function asciiLowerCase(text: string): string {
  return /[A-Z]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
}
