import { type Scrubber, writtenOrNamed } from './scrubber.ts';

const TOKENS = /"(?:[^"\\]|\\[\s\S])*"?|-?\d[\d.eE+-]*|[^"\d-]+|-/g;

/** JSON, or lines of it: names of members, values and numbers. What is no JSON is replaced as well. */
export function scrubJson(text: string, scrub: Scrubber): string {
  let out = '';
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token.startsWith('"')) {
      const inner = token.replace(/^"|"$/g, '');
      const isName = /^\s*:/.test(text.slice(index + token.length, index + token.length + 32));
      const replaced = isName
        ? scrub.words(inner, 'places')
        : /^(?:\w+:)?(?:\\?\/){1,2}\S*$/.test(inner)
          ? scrub.words(inner, 'places')
          : writtenOrNamed(scrub, inner, 'values');
      out += `"${replaced}"`;
    } else if (/^-?\d/.test(token)) out += number(token, scrub);
    else out += scrub.words(token, 'values');
  }
  return out;
}

/** A number stays one: no digit is put first that JSON would not take. */
function number(token: string, scrub: Scrubber): string {
  return token.length === 1 ? token : scrub.words(token, 'nothing').replace(/^(-?)0+(?=\d)/, '$11');
}
