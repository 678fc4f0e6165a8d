import { html, Parser, type Token, type TokenHandler, Tokenizer, TokenizerMode } from 'parse5';
import type { Namespace } from './attributes.ts';
import { type BareTree, createBareTree } from './bare-tree.ts';

/** A start tag as the tree builder took it. Offsets are into all that was written. */
export interface TagToken {
  /** Lower case; `image` in HTML is `img`. */
  readonly element: string;
  readonly namespace: Namespace;
  readonly start: number;
  readonly end: number;
  /** Whether what follows is raw text up to the end tag. */
  readonly isRaw: boolean;
  readonly isSelfClosing: boolean;
}

/** What is told of a document, in its order. Text may come in pieces; what no token covers is of no interest. */
export interface TokenListener {
  startTag(tag: TagToken): void;
  endTag(element: string, start: number, end: number): void;
  /** Comments and doctypes. */
  declaration(end: number): void;
  text(end: number, isBlank: boolean): void;
  /** A head element begins at `offset` that no tag says; told before the token that makes it so. */
  impliedHead(offset: number): void;
}

/** A document being read. */
export interface HtmlReader {
  write(chunk: string): void;
  end(): void;
}

/** How to begin: as a page, or as markup for the middle of one (`innerHTML`), read as a template's content is. */
export type DocumentForm = 'page' | 'fragment';

/**
 * Reads HTML as browsers do: parse5's tokenizer with its real tree builder behind it, since only the tree knows what is
 * script, what is raw text and what is foreign content. Scripting counts as on, so `noscript` is raw text.
 */
export function readHtml(listener: TokenListener, form: DocumentForm): HtmlReader {
  let token: Token.Token | undefined;
  let namespace: Namespace = 'html';
  let headSeen = form === 'fragment';

  const treeAdapter = createBareTree(({ tagName, namespaceURI, attrs }) => {
    if (token === undefined) return;
    const isToken = 'attrs' in token && token.attrs === attrs;
    if (isToken) namespace = namespaceURI === html.NS.HTML ? 'html' : 'foreign';
    if (headSeen || tagName !== 'head' || namespaceURI !== html.NS.HTML) return;
    headSeen = true;
    if (!isToken) listener.impliedHead(start);
  });
  let start = 0;
  let end = 0;
  const parser: Parser<BareTree> =
    form === 'page' ? new Parser({ treeAdapter }) : Parser.getFragmentParser(null, { treeAdapter });

  /** Notes where the token is and takes the place from it: with it the tree builder would look for nodes to mark. */
  function take(current: Token.Token): void {
    token = current;
    start = current.location!.startOffset;
    end = current.location!.endOffset;
    current.location = null;
  }

  const handler: TokenHandler = {
    onStartTag(tag) {
      take(tag);
      namespace = 'html';
      parser.onStartTag(tag);
      const isRaw = tokenizer.state !== TokenizerMode.DATA;
      const element = tag.tagName.toLowerCase();
      listener.startTag({ element, namespace, start, end, isRaw, isSelfClosing: tag.selfClosing });
    },
    onEndTag(tag) {
      take(tag);
      parser.onEndTag(tag);
      listener.endTag(tag.tagName.toLowerCase(), start, end);
    },
    onComment(comment) {
      take(comment);
      parser.onComment(comment);
      listener.declaration(end);
    },
    onDoctype(doctype) {
      take(doctype);
      parser.onDoctype(doctype);
      listener.declaration(end);
    },
    onCharacter(text) {
      take(text);
      parser.onCharacter(text);
      listener.text(end, false);
    },
    onNullCharacter(text) {
      take(text);
      parser.onNullCharacter(text);
      listener.text(end, false);
    },
    onWhitespaceCharacter(text) {
      take(text);
      parser.onWhitespaceCharacter(text);
      listener.text(end, true);
    },
    // The tree builder would only close what is open, one call inside another for each open template.
    onEof() {},
    onParseError: null,
  };
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, handler);
  parser.tokenizer = tokenizer;

  return {
    write(chunk) {
      tokenizer.write(chunk, false);
      tokenizer.flushCharacters();
    },
    end() {
      tokenizer.write('', true);
    },
  };
}
