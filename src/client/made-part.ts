import { rewriteCode } from './code.ts';
import { dataOf, readData } from './data-url.ts';
import { madeModule, moduleUrl } from './made-module.ts';
import type { AttributeOwner } from './markup-stream.ts';
import { cssToSuffix, styled } from './setup.ts';
import { type BlobKind, shownBlob } from './shown-blob.ts';

/** A Blob without a type is a style sheet to a link (HTML 4.6.7.11, the default type). */
const SHEET: BlobKind = { types: /^\s*(?:$|text\/css\s*(?:;|$))/i, made: new Map() };
/** What no browser takes for a classic script (Fetch section 2.9). */
const SCRIPT: BlobKind = { types: /^(?!\s*(?:image|audio|video|text\/csv))/i, made: new Map() };
const DATA_SHEET = /^\s*data:text\/css\s*[;,]/i;
const DATA_SCRIPT = /^\s*data:(?!\s*(?:image|audio|video|text\/csv))/i;

/** The page's `data:` URL -> ours. */
const data = new Map<string, string>();

/** The URL of a text by another one, where `url` is a `data:` one and its text must be another here. */
function madeData(url: string, map: (text: string) => string): string | undefined {
  const known = data.get(url);
  if (known !== undefined) return known;
  const text = readData(url.trim());
  const next = text === undefined ? text : map(text);
  if (next === undefined || next === text) return undefined;
  const made = dataOf(/^[^:]*:([^;,]*)/.exec(url)![1]!, next, url.trim());
  data.set(url, made);
  return made;
}

/** The URL of the same style sheet, where `url` is of one that script has made and that is changed here. */
function madeSheet(url: string): string | undefined {
  return DATA_SHEET.test(url) ? madeData(url, cssToSuffix) : shownBlob(url, SHEET, cssToSuffix);
}
styled.by = madeSheet;

/** Which of both it is may be said later. */
const code = (text: string): string => rewriteCode(text, 'either', { url: moduleUrl });

/**
 * The URL of what a script element or a link loads, where script has made it of text (`blob:`, `data:`) and it is changed here. A
 * module is known by its URL, so that one is the same that `import()` gets.
 */
export function madePart(owner: AttributeOwner, url: string): string | undefined {
  if (owner.element === 'link') return madeSheet(url) ?? madeModule(url);
  if (owner.element !== 'script') return undefined;
  if (/^\s*module\s*$/i.test(owner.value('type') ?? '')) return madeModule(url);
  return DATA_SCRIPT.test(url) ? madeData(url, code) : shownBlob(url, SCRIPT, code);
}
