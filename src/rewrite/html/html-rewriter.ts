import { type Token, type TokenHandler, Tokenizer, TokenizerMode } from 'parse5';
import { applySplices, type Rewriter } from '../../model/rewriter.ts';
import { rewriteCss } from '../css/css-rewriter.ts';
import { rewriteRefresh, rewriteSrcset, rewriteUrlList } from '../url.ts';
import { respell } from './attribute-text.ts';
import { type AttributeKind, attributeKind, inlineScript } from './attributes.ts';
import type { HtmlOptions } from './contract.ts';
import { createForeignTracker } from './foreign.ts';
import { rewriteJsonUrls } from './json-urls.ts';

/** How the tokenizer reads the text inside an element (HTML 13.2.6.4, tree construction's feedback). */
const TEXT_MODES: Readonly<Record<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  xmp: TokenizerMode.RAWTEXT,
  iframe: TokenizerMode.RAWTEXT,
  noembed: TokenizerMode.RAWTEXT,
  noframes: TokenizerMode.RAWTEXT,
  noscript: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
  plaintext: TokenizerMode.PLAINTEXT,
};

/** Elements that load across hosts in CORS mode: a sibling host needs the gateway's cookie, so they carry credentials. */
const CORS_ELEMENTS: Readonly<Record<string, 'src' | 'href'>> = {
  script: 'src',
  link: 'href',
  img: 'src',
  audio: 'src',
  video: 'src',
};

/** Text of an element that is gathered until its end tag. */
interface Gathered {
  readonly element: string;
  readonly from: number;
  readonly rewrite: (text: string) => string;
}

/**
 * Rewrites an HTML document while it streams: parse5's tokenizer says where the tags are, changed attributes and inline
 * script and style are spliced, everything else is copied byte for byte.
 */
export function createHtmlRewriter(options: HtmlOptions): Rewriter {
  const foreign = createForeignTracker();
  let held = '';
  /** Offset in the document of held[0], and of the first char not yet written. */
  let base = 0;
  let written = 0;
  let out = '';
  let headDone = options.head === '';
  let gathered: Gathered | undefined;
  /** End of the last complete token. */
  let settled = 0;

  const raw = (from: number, to: number): string => held.slice(from - base, to - base);

  function copyTo(offset: number): void {
    if (offset <= written) return;
    out += raw(written, offset);
    written = offset;
  }

  function replace(from: number, to: number, text: string): void {
    copyTo(from);
    out += text;
    written = to;
  }

  function insertHead(offset: number): void {
    if (headDone) return;
    headDone = true;
    copyTo(offset);
    out += options.head;
  }

  function script(source: string, goal: 'script' | 'module' | 'handler'): string {
    if (/^[\0-\x7f]*$/.test(source)) return applySplices(source, options.script(source, goal));
    const text = options.decode(source);
    if (text === undefined) return applySplices(source, options.script(source, goal));
    const splices = options.script(text, goal);
    return splices.length === 0 ? source : (options.encode(applySplices(text, splices)) ?? source);
  }

  function javascriptUrl(value: string): string {
    const match = /^([\0-\x20]*javascript:)(.*)$/is.exec(value);
    if (!match) return value;
    const [, scheme, body] = match as unknown as [string, string, string];
    if (!body.includes('%')) return scheme + script(body, 'script');
    try {
      const decoded = decodeURIComponent(body);
      const rewritten = script(decoded, 'script');
      return rewritten === decoded ? value : scheme + encodeURIComponent(rewritten);
    } catch {
      return scheme + script(body, 'script');
    }
  }

  const mapUrl = (value: string): string =>
    /^[\0-\x20]*javascript:/i.test(value) ? javascriptUrl(value) : options.url(value);

  const rewriters: Readonly<Record<AttributeKind, (value: string) => string>> = {
    url: mapUrl,
    base: mapUrl,
    srcset: (value) => rewriteSrcset(value, options.url),
    'url-list': (value) => rewriteUrlList(value, options.url),
    style: (value) => rewriteCss(value, options.url),
    srcdoc: (value) => whole(value, options),
  };

  function attributeValue(
    element: string,
    name: string,
    value: string,
    attributes: ReadonlyMap<string, string>,
  ): string {
    if (name.startsWith('on')) return script(value, 'handler');
    if (element === 'meta' && name === 'content') {
      const equiv = attributes.get('http-equiv')?.trim().toLowerCase();
      if (equiv === 'refresh') return rewriteRefresh(value, options.url);
      if (equiv === 'content-security-policy' && options.cspMeta) return options.cspMeta(value);
      return value;
    }
    if (name === 'crossorigin' && needsCredentials(element, attributes)) return 'use-credentials';
    const kind = attributeKind(element, name);
    if (kind === undefined) return value;
    // Only a value with an authority can name a host; srcdoc, style and script values are looked at in any case.
    if (kind !== 'srcdoc' && !/\/\/|\\|javascript:|[\t\n\r]/i.test(value)) return value;
    return rewriters[kind](value);
  }

  function needsCredentials(element: string, attributes: ReadonlyMap<string, string>): boolean {
    const source = CORS_ELEMENTS[element] && attributes.get(CORS_ELEMENTS[element]);
    return source !== undefined && options.url(source) !== source;
  }

  function startTag(token: Token.TagToken): void {
    const { startOffset, endOffset, attrs: places } = token.location!;
    const element = token.tagName;
    settled = endOffset;
    if (element !== 'html' && element !== 'head') insertHead(startOffset);
    const attributes = new Map(
      token.attrs.map(({ name, prefix, value }) => [prefix ? `${prefix}:${name}` : name, value]),
    );
    for (const [name, value] of attributes) {
      const place = places?.[name];
      if (!place) continue;
      const rewritten = attributeValue(element, name, value, attributes);
      if (rewritten !== value)
        replace(place.startOffset, place.endOffset, respell(raw(place.startOffset, place.endOffset), rewritten));
    }
    if (isModuleLoad(element, attributes) && !attributes.has('crossorigin') && needsCredentials(element, attributes)) {
      replace(startOffset + 1 + element.length, startOffset + 1 + element.length, ' crossorigin="use-credentials"');
    }
    copyTo(endOffset);
    foreign.start(element, token.selfClosing);
    if (element === 'head') insertHead(endOffset);
    tokenizer.inForeignNode = foreign.inForeign;
    if (foreign.inForeign) {
      if (!token.selfClosing && (element === 'script' || element === 'style')) gather(element, endOffset, attributes);
      return;
    }
    const mode = TEXT_MODES[element];
    if (mode === undefined) return;
    tokenizer.state = mode;
    gather(element, endOffset, attributes);
  }

  function gather(element: string, from: number, attributes: ReadonlyMap<string, string>): void {
    const rewrite = textRewriter(element, attributes);
    if (rewrite) gathered = { element, from, rewrite };
  }

  function textRewriter(
    element: string,
    attributes: ReadonlyMap<string, string>,
  ): ((text: string) => string) | undefined {
    if (element === 'style') return (text) => rewriteCss(text, options.url);
    if (element === 'noscript') return (text) => whole(text, { ...options, head: '' });
    if (element !== 'script') return undefined;
    const kind = inlineScript(attributes.get('type'), attributes.get('language'));
    if (kind === 'data') return undefined;
    return kind === 'json' ? (text) => rewriteJsonUrls(text, options.url) : (text) => script(text, kind);
  }

  function endTag(token: Token.TagToken): void {
    const { startOffset, endOffset } = token.location!;
    settled = endOffset;
    if (gathered && gathered.element === token.tagName) finishGathered(startOffset);
    insertHead(startOffset);
    foreign.end(token.tagName);
    tokenizer.inForeignNode = foreign.inForeign;
    copyTo(endOffset);
  }

  function finishGathered(to: number): void {
    const { from, rewrite } = gathered!;
    gathered = undefined;
    const text = raw(from, to);
    const rewritten = rewrite(text);
    if (rewritten !== text) replace(from, to, rewritten);
  }

  function other(token: { readonly location: Token.Location | null }): void {
    settled = token.location!.endOffset;
  }

  const handler: TokenHandler = {
    onStartTag: startTag,
    onEndTag: endTag,
    onComment: other,
    onDoctype: other,
    onCharacter(token) {
      if (!gathered) insertHead(token.location!.startOffset);
      other(token);
    },
    onNullCharacter: other,
    onWhitespaceCharacter: other,
    onEof: () => {},
    onParseError: null,
  };
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, handler);

  function release(): string {
    if (!gathered && headDone) copyTo(safePoint());
    held = held.slice(written - base);
    base = written;
    const ready = out;
    out = '';
    return ready;
  }

  /** How far the text may go out although the tokenizer has not finished with it: never past a `<` it may be inside of. */
  function safePoint(): number {
    if (tokenizer.state !== TokenizerMode.DATA) return settled;
    const open = held.indexOf('<', settled - base);
    return open < 0 ? base + held.length : base + open;
  }

  return {
    write(chunk) {
      held += chunk;
      tokenizer.write(chunk, false);
      return release();
    },
    end() {
      tokenizer.write('', true);
      const total = base + held.length;
      if (gathered) finishGathered(total);
      copyTo(total);
      return release();
    },
  };
}

function isModuleLoad(element: string, attributes: ReadonlyMap<string, string>): boolean {
  if (element === 'script') return attributes.get('type')?.trim().toLowerCase() === 'module';
  if (element !== 'link') return false;
  const rel = attributes.get('rel')?.toLowerCase().split(/\s+/) ?? [];
  return rel.includes('modulepreload') || (rel.includes('preload') && attributes.get('as')?.toLowerCase() === 'font');
}

function whole(text: string, options: HtmlOptions): string {
  const rewriter = createHtmlRewriter(options);
  return rewriter.write(text) + rewriter.end();
}
