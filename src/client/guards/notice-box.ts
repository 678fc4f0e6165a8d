import type { PageSetup } from '../../model/page-setup.ts';
import { ENGLISH, type NoticeWords } from './english.ts';

/** What a notice needs of the page runtime, taken before any script of the page. */
export interface NoticeTools {
  readonly setup: Pick<PageSetup, 'words' | 'appName' | 'exchangeId'>;
  readonly element: (name: string) => HTMLElement;
  readonly later: (act: () => void, milliseconds: number) => void;
  /** Its style sheet; throws where that cannot be had. */
  readonly sheet: () => string;
}

/** A link to what is missing. */
export interface Step {
  readonly url: string;
  readonly label: string;
}

export type ShowNotice = (title: string, message: string, step?: Step) => void;

/** Where the sheet cannot be had: the gateway is away, or a policy of the page lets nothing be asked for. */
const PLAIN = '.box{position:fixed;right:16px;bottom:16px;z-index:2147483647;padding:16px;background:#fff;color:#000}';

/** Milliseconds a notice stays when nobody closes it. */
const STAY = 10_000;

/** What notices of a page say. */
export const wordsOf = ({ words }: NoticeTools['setup']): NoticeWords => words ?? ENGLISH;

/**
 * Tells the user what was stopped. It lives in a closed shadow root on an element that is gone again with it, so that the
 * page neither sees nor styles it; texts are texts, never markup.
 */
export function createNoticeBox({ setup, element, later, sheet }: NoticeTools): ShowNotice {
  const words = wordsOf(setup);
  let shown: HTMLElement | undefined;

  function style(): string {
    try {
      return sheet();
    } catch {
      return PLAIN;
    }
  }

  return (title, message, step) => {
    shown?.remove();
    const host = element('div');
    const root = host.attachShadow({ mode: 'closed' });
    const styled = new CSSStyleSheet();
    styled.replaceSync(style());
    root.adoptedStyleSheets = [styled];
    const box = element('div');
    box.className = 'box';
    box.setAttribute('role', 'alert');
    box.lang = words.language;
    const heading = element('h2');
    heading.textContent = title;
    const text = element('p');
    text.textContent = message || words.notAllowed.replace('{app}', () => setup.appName);
    const reference = element('p');
    reference.className = 'id';
    reference.textContent = `Sallyport · ${setup.exchangeId.slice(0, 8)}`;
    const close = element('button');
    close.setAttribute('type', 'button');
    close.setAttribute('aria-label', words.close);
    close.textContent = '×';
    const remove = (): void => {
      host.remove();
      if (shown === host) shown = undefined;
    };
    close.addEventListener('click', remove);
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') remove();
    });
    box.append(heading, text);
    if (step) {
      const link = element('a');
      link.setAttribute('href', step.url);
      link.setAttribute('target', '_blank');
      link.setAttribute('rel', 'noopener');
      link.textContent = step.label;
      box.append(link);
    }
    box.append(reference, close);
    root.append(box);
    (document.documentElement ?? document).append(host);
    shown = host;
    later(remove, step ? STAY * 6 : STAY);
  };
}
