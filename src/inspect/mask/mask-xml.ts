import { xmlToken } from '../../rewrite/html/xml-tokens.ts';
import { type Front, Unmaskable } from './front.ts';
import { maskReferences, maskTag } from './mask-tag.ts';
import type { MaskWindow } from './mask-window.ts';

/** Characters of one piece of markup. */
const MOST = 16 * 1024 * 1024;
const OPEN_REFERENCE = /&#?[a-zA-Z0-9]{0,32}$/;
const SECTION = '<![CDATA[';

/**
 * XML of any vocabulary: every element parts one word from the next. Entities of a document's own could stand for anything, so such a
 * document is none that can be masked.
 */
export function createXmlFront(window: MaskWindow): Front {
  let rest = '';

  function read(last: boolean): void {
    let at = 0;
    while (at < rest.length) {
      const token = xmlToken(rest, at);
      const isOpen = token === undefined || (token.kind === 'text' && token.end === rest.length && rest[at] !== '<');
      if (token === undefined && last) {
        maskReferences(window, 'shown', rest.slice(at));
        at = rest.length;
        break;
      }
      if (token === undefined) break;
      let text = rest.slice(at, token.end);
      if (isOpen && !last) text = text.slice(0, text.length - (OPEN_REFERENCE.exec(text)?.[0].length ?? 0));
      if (text === '') break;
      HANDED[token.kind](window, text);
      at += text.length;
    }
    rest = rest.slice(at);
    if (rest.length > MOST) throw new Unmaskable(`markup of more than ${MOST} characters`);
  }

  return {
    write(source) {
      rest += source;
      read(false);
    },
    end() {
      read(true);
      window.end('shown');
      window.end('aside');
    },
  };
}

const HANDED: Readonly<
  Record<'start' | 'end' | 'instruction' | 'other' | 'text', (window: MaskWindow, text: string) => void>
> = {
  start(window, tag) {
    window.part('shown');
    maskTag(window, tag, false);
    window.settle();
  },
  end(window, tag) {
    window.copy(tag);
    window.part('shown');
    window.settle();
  },
  instruction(window, text) {
    window.copy(text);
  },
  other(window, text) {
    if (text.includes('<!ENTITY')) throw new Unmaskable('it declares entities of its own');
    window.text('aside', text);
    window.part('aside');
    window.settle();
  },
  text(window, text) {
    if (!text.startsWith(SECTION)) {
      maskReferences(window, 'shown', text);
      return;
    }
    window.copy(SECTION);
    window.text('shown', text.slice(SECTION.length, -3));
    window.copy(text.slice(-3));
  },
};
