import { apply, getOwnPropertyDescriptor, type Method } from '../natives.ts';
import { nativeInnerHtml } from '../node-natives.ts';
import { carriedHere } from './dragging.ts';

const accessor = (prototype: object, name: string): Method => getOwnPropertyDescriptor(prototype, name)!.get as Method;
const typesOf = accessor(DataTransfer.prototype, 'types');
const filesOf = accessor(DataTransfer.prototype, 'files');
const getData = DataTransfer.prototype.getData as Method;
const inert = document.implementation.createHTMLDocument('');
const makeElement = Document.prototype.createElement as Method;
const textContent = accessor(Node.prototype, 'textContent');
const includes = String.prototype.includes as Method;

/** The letters of a text, since formats differ in their spaces. */
function letters(text: string): string {
  let all = '';
  for (const char of text) if (char > ' ' && char !== '\u00a0') all += char;
  return all;
}

/** What a transfer holds as text, all of it; what stands in two formats counts once. */
export function transferredText(transfer: unknown): string {
  if (!transfer) return '';
  const types = apply(typesOf, transfer, []) as readonly string[];
  const held = (type: string): string =>
    (apply(getData, transfer, [type]) as string) || (carriedHere()?.get(type) ?? '');
  let text = held('text/plain');
  for (let at = 0; at < types.length; at++) {
    const type = types[at]!;
    if (type === 'text/plain' || type === 'Files') continue;
    let more = held(type);
    if (type === 'text/html') {
      const holder = apply(makeElement, inert, ['div']);
      apply(nativeInnerHtml.set!, holder, [more]);
      more = apply(textContent, holder, []) as string;
    }
    if (!apply(includes, letters(text), [letters(more)])) text = `${text}\n${more}`;
  }
  return text;
}

/** What a transfer brings in: its text, else its only file; undefined of several. */
export function transferredContent(transfer: unknown): string | Blob | undefined {
  const text = transferredText(transfer);
  const files = transfer ? (apply(filesOf, transfer, []) as FileList) : [];
  return text !== '' || files.length === 0 ? text : files.length === 1 ? files[0] : undefined;
}
