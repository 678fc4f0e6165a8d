import { referenceText } from '../markup/reference-text.ts';
import { HTML } from '../markup/vocabularies.ts';
import type { EndingSink, TextSink } from './decoder.ts';

/** UTF-16 code units of a tag, a comment or a reference that are waited for. */
const LONGEST = 1000;
const TAG = /<!--([\s\S]{0,900}?)-->|<(\/?[a-zA-Z][\w:-]{0,20})((?:[\s/][^<>]{0,900})?)>/g;
/** What may become one with more text behind it. */
const OPEN = /(?:<(?:!--[\s\S]*|!-?|[^<>]*)|&[#\w]{0,33})$/;

/**
 * Text that may hold markup: messages in JSON and in forms do. What an element sets without a break is one word with what is around it, as a
 * reader sees it; comments and attributes go aside. Text that is no markup stays as it is.
 */
export function createInlineMarkup(sink: TextSink, aside: TextSink): EndingSink {
  let rest = '';
  const write = (text: string, last: boolean): void => {
    const all = rest + text;
    const open = last ? '' : (OPEN.exec(all.slice(-LONGEST))?.[0] ?? '');
    rest = open;
    const part = open === '' ? all : all.slice(0, -open.length);
    if (part === '') return;
    if (!/[<&]/.test(part)) {
      sink.write(part);
      return;
    }
    let bare = '';
    let at = 0;
    for (const { 0: tag, 1: comment, 2: name = '', 3: more = '', index } of part.matchAll(TAG)) {
      if (comment === undefined && HTML.parts(name.replace('/', ''))) continue;
      bare += part.slice(at, index);
      at = index + tag.length;
      if (comment !== undefined) aside.write(`${comment}\n`);
      else {
        if (more.trim() !== '') aside.write(`${more}\n`);
        sink.write(referenceText(bare));
        sink.seam?.();
        bare = '';
      }
    }
    sink.write(referenceText(bare + part.slice(at)));
  };
  return { write: (text) => write(text, false), end: () => write('', true) };
}
