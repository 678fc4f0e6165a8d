import { applySplices, type Splice } from '../../model/rewriter.ts';
import { moved } from '../splice/difference.ts';
import type { AttributeScope } from './attribute-splices.ts';
import { type ContentSplices, contentSplices, escapedContentSplices } from './content-splices.ts';
import type { HtmlOptions } from './contract.ts';
import type { AttributeValue } from './credentials.ts';
import { type DocumentForm, readHtml, type TagToken } from './html-tokens.ts';
import { tagSplices } from './tag-splices.ts';

/** Where the changes to a document go. Offsets are into all that was written, and grow. */
export interface EditSink {
  edit(splice: Splice): void;
  /** Nothing before `offset` will change any more. */
  settle(offset: number): void;
  /** The text at `[start, end)`; nothing behind `start` has been settled. */
  read(start: number, end: number): string;
}

export interface DocumentEdits {
  write(chunk: string): void;
  /** `size` is the length of all that was written. */
  end(size: number): void;
}

/** Documents inside documents (`srcdoc`, `noscript`) deeper than this stay as they are: each level is read anew. */
const NESTING_LIMIT = 8;

/** The text of an element, gathered until its end tag. */
interface Gathered {
  readonly element: string;
  readonly from: number;
  readonly splices: ContentSplices;
  /** Its start tag, held back while the element may need a nonce. */
  readonly held: HeldTag | undefined;
}

interface HeldTag {
  /** Offset behind the tag's name. */
  readonly at: number;
  readonly start: number;
  readonly splices: readonly Splice[];
  readonly nonce: string | undefined;
}

/** Finds what has to change in a document while it is written. */
export function editDocument(options: HtmlOptions, sink: EditSink, form: DocumentForm, depth = 0): DocumentEdits {
  let gathered: Gathered | undefined;
  let headDone = options.head === '' || form === 'fragment';
  let settled = 0;
  /** Whether there was nothing but blank text. */
  let isBlank = true;
  let isEnding = false;

  const nested =
    (nestedForm: DocumentForm): ContentSplices =>
    (text) =>
      depth < NESTING_LIMIT ? documentSplices(text, options, nestedForm, depth + 1) : [];
  const scope = attributeScope(options, (text, inner) =>
    depth < NESTING_LIMIT ? documentSplices(text, inner, 'page', depth + 1) : [],
  );

  function insertHead(offset: number): void {
    if (headDone) return;
    headDone = true;
    sink.edit({ start: offset, end: offset, text: options.head });
  }

  /** Head begins with what is not blank behind the last token; it was read up to `offset`. */
  function insertBehindBlank(offset: number): void {
    insertHead(settled + /^[\t\n\f\r ]*/.exec(sink.read(settled, offset))![0].length);
  }

  function editAll(splices: readonly Splice[], offset: number): void {
    for (const splice of moved(splices, offset)) sink.edit(splice);
  }

  function finishContent(to: number): void {
    if (!gathered) return;
    const { element, from, splices, held } = gathered;
    const text = sink.read(from, to);
    const changes = splices(text);
    gathered = undefined;
    const given = held && changes.length > 0 ? options.inline?.nonceFor(element, text, held.nonce) : undefined;
    if (held) releaseTag(held, typeof given === 'object' ? given.nonce : undefined);
    if (given !== 'refused') editAll(changes, from);
  }

  /** Of two attributes with one name the first counts, so the nonce goes before the tag's own. */
  function releaseTag({ at, start, splices }: HeldTag, nonce: string | undefined): void {
    if (nonce !== undefined) sink.edit({ start: at, end: at, text: ` nonce="${nonce}"` });
    editAll(splices, start);
  }

  function dropContent(): void {
    if (gathered?.held) releaseTag(gathered.held, undefined);
    gathered = undefined;
  }

  function settle(offset: number): void {
    settled = offset;
    if (gathered === undefined) sink.settle(offset);
  }

  function contentOf(
    { element, namespace, isRaw, isSelfClosing }: TagToken,
    value: AttributeValue,
  ): ContentSplices | undefined {
    if (namespace === 'html') {
      if (!isRaw) return undefined;
      return element === 'noscript' ? nested('fragment') : contentSplices(element, namespace, value, options);
    }
    const splices = isSelfClosing ? undefined : contentSplices(element, namespace, value, options);
    return splices && escapedContentSplices(splices, options);
  }

  const reader = readHtml(
    {
      impliedHead: insertBehindBlank,
      startTag(tag) {
        const { element, namespace, start, end } = tag;
        // An element inside an SVG script: whatever that is, it is not run as one text.
        dropContent();
        isBlank = false;
        const { splices, value } = tagSplices({ text: sink.read(start, end), element, namespace }, scope);
        const content = contentOf(tag, value);
        if (content && namespace === 'html' && options.inline?.isHashed(element)) {
          const held = { at: start + 1 + element.length, start, splices, nonce: value('nonce') };
          gathered = { element, from: end, splices: content, held };
          settled = end;
          return;
        }
        editAll(splices, start);
        if (element === 'head') insertHead(end);
        settle(end);
        if (content) gathered = { element, from: end, splices: content, held: undefined };
      },
      endTag(element, start, end) {
        isBlank = false;
        if (gathered?.element === element) finishContent(start);
        dropContent();
        settle(end);
      },
      declaration(end) {
        isBlank = false;
        // One that the end of the document cuts off would swallow what is put behind it.
        if (!isEnding) settle(end);
      },
      text(end, blank) {
        if (!blank) isBlank = false;
        // Where blank text ends before a character reference the tokenizer does not say, and head may begin there.
        if (headDone || !blank) settle(end);
      },
    },
    form,
  );

  return {
    write: reader.write,
    end(size) {
      isEnding = true;
      reader.end();
      // HTML 13.2.7, "stop parsing": a style sheet that was cut off applies, a script does not run.
      if (gathered?.element !== 'script') finishContent(size);
      dropContent();
      // Before a tag that was cut off: it would swallow what is put behind it. A blank document is left blank, unless it is filled.
      const isFilled = depth === 0 && options.fillsBlank === true;
      if (!isBlank || isFilled || /[^\t\n\f\r ]/.test(sink.read(settled, size))) insertBehindBlank(size);
    },
  };
}

/** A document of XML may run script, so that it needs the runtime. Most are pictures. */
const MAY_RUN = /<[\w:.-]*script\b|javascript:|\bon\w+\s*=|<!ENTITY|1999\/xhtml/i;

/** What the rules of attributes use, where `document` reads the documents within this one. */
export function attributeScope(
  options: HtmlOptions,
  document: (text: string, options: HtmlOptions) => readonly Splice[],
): AttributeScope {
  const inside = (): HtmlOptions => ({ ...options, ...options.sandboxed?.() });
  return {
    options,
    document: (text) => document(text, options),
    sandboxed: (text) => document(text, inside()),
    picture: { leads: false },
    ofData(text, isXml) {
      // Its encoding is its own: bytes that are no text in the page's stay what they are.
      const bytes = options.decode(text) === undefined ? { decode: String, encode: String } : {};
      const its = { ...inside(), ...options.ofData?.(), ...bytes };
      if (!isXml) return applySplices(text, document(text, its));
      return options.xml?.(text, MAY_RUN.test(text) ? its : { ...its, head: '' }) ?? text;
    },
  };
}

/** The splices over a whole document: they may be written in another way where they go, so none can stand for a later text. */
export function documentSplices(
  text: string,
  { later: _none, ...options }: HtmlOptions,
  form: DocumentForm,
  depth = 0,
): readonly Splice[] {
  const splices: Splice[] = [];
  const sink: EditSink = {
    edit: (splice) => splices.push(splice),
    settle: () => {},
    read: (start, end) => text.slice(start, end),
  };
  const edits = editDocument(options, sink, form, depth);
  edits.write(text);
  edits.end(text.length);
  return splices;
}
