import { scanAttributes } from '../../rewrite/html/attribute-scanner.ts';
import { readHtml } from '../../rewrite/html/html-tokens.ts';
import { HTML } from '../markup/vocabularies.ts';
import { type Front, Unmaskable } from './front.ts';
import { createJsonFront } from './mask-json.ts';
import { maskScript } from './mask-script.ts';
import { maskReferences, maskTag } from './mask-tag.ts';
import type { MaskWindow } from './mask-window.ts';

/** Characters of one script or of one tag. */
const MOST = 16 * 1024 * 1024;
/** Characters of shown text that are handed on together. */
const TOLD_AT_ONCE = 1024;
/** What may be the beginning of a reference. */
const OPEN_REFERENCE = /&#?[a-zA-Z0-9]{0,32}$/;
/** HTML 13.2.5: elements whose text is read without references, so that the signs are what they look like. */
const RAW: ReadonlySet<string> = new Set(['xmp', 'iframe', 'noembed', 'noframes', 'noscript', 'plaintext']);
const JAVASCRIPT =
  /^(?:|module|(?:text|application)\/(?:x-)?(?:java|ecma)script|text\/(?:jscript|livescript|javascript1\.[0-5]))$/i;
const JSON_DATA = /^(?:importmap|speculationrules|[\w.+-]+\/(?:[\w.+-]+\+)?json)$/i;

/**
 * HTML as browsers read it: shown text, values of attributes, comments, and the data in scripts. Style sheets stay as they are.
 */
export function createHtmlFront(window: MaskWindow): Front {
  let source = '';
  /** Where `source` begins in the document, and how far it was handed on. */
  let base = 0;
  let at = 0;
  /** The element whose raw text goes past, and what of it waits for its end. */
  let raw: string | undefined;
  let scriptType = '';
  let held = '';

  const upTo = (end: number): string => {
    const text = source.slice(at - base, end - base);
    at = Math.max(at, end);
    return text;
  };

  function shown(text: string): void {
    held += text;
    // The parser tells of every word and blank.
    if (held.length < TOLD_AT_ONCE) return;
    const end = held.length - (OPEN_REFERENCE.exec(held)?.[0].length ?? 0);
    maskReferences(window, 'shown', held.slice(0, end));
    held = held.slice(end);
  }

  function flush(): void {
    if (raw === 'script') script(held);
    else maskReferences(window, 'shown', held);
    held = '';
  }

  function script(text: string): void {
    if (JAVASCRIPT.test(scriptType)) maskScript(window, text, /^module$/i.test(scriptType) ? 'module' : 'script');
    else if (JSON_DATA.test(scriptType)) {
      const front = createJsonFront(window, 'aside');
      front.write(text);
      front.end();
    } else window.text('aside', text);
    window.part('aside');
  }

  /** Anything but text: what was held is over, and what no token covered is nobody's text. */
  function markup(start: number): void {
    flush();
    window.copy(upTo(start));
  }

  function boundary(element: string): void {
    if (HTML.parts(element)) window.part('shown');
    else window.seam('shown');
  }

  const reader = readHtml(
    {
      startTag({ element, namespace, start, end, isRaw }) {
        markup(start);
        const tag = upTo(end);
        boundary(element);
        maskTag(window, tag, true);
        raw = isRaw ? element : undefined;
        if (namespace !== 'html' && element === 'script') raw = undefined;
        if (raw === 'script') {
          const type = scanAttributes(tag, true).find(({ name }) => name === 'type');
          scriptType = type === undefined ? '' : tag.slice(type.valueStart, type.valueEnd).split(';', 1)[0]!.trim();
        }
        window.settle();
      },
      endTag(element, start, end) {
        markup(start);
        raw = undefined;
        window.copy(upTo(end));
        boundary(element);
        window.settle();
      },
      declaration(end) {
        flush();
        window.text('aside', upTo(end), 'text');
        window.part('aside');
        window.settle();
      },
      text(end) {
        const text = upTo(end);
        if (raw === 'style') window.copy(text);
        else if (raw === 'script') {
          held += text;
          if (held.length > MOST) throw new Unmaskable(`a script of more than ${MOST} characters`);
        } else if (raw !== undefined && RAW.has(raw)) window.text('aside', text);
        else shown(text);
      },
      impliedHead() {},
    },
    'page',
  );

  return {
    write(text) {
      source += text;
      reader.write(text);
      source = source.slice(at - base);
      base = at;
      if (source.length > MOST) throw new Unmaskable(`markup of more than ${MOST} characters`);
    },
    end() {
      reader.end();
      markup(base + source.length);
      window.end('shown');
      window.end('aside');
    },
  };
}
