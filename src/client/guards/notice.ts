import { apply } from '../natives.ts';
import { createElement, nativeSetTimeout } from '../node-natives.ts';
import { requestText } from '../request-text.ts';
import { SUFFIX_ORIGIN, setup } from '../setup.ts';
import { words } from './words.ts';

/** The name of the notice's style sheet, put in by the build. */
declare const NOTICE_URL: string;

/** Where the sheet cannot be had: the gateway is away, or a policy of the page lets nothing be asked for. */
const PLAIN = '.box{position:fixed;right:16px;bottom:16px;z-index:2147483647;padding:16px;background:#fff;color:#000}';

/** Few pages ever show one, so the sheet does not come with them. */
function style(): string {
  try {
    return requestText(SUFFIX_ORIGIN + NOTICE_URL);
  } catch {
    return PLAIN;
  }
}

/** Put together before a page can change how. */
const NOT_ALLOWED = words.notAllowed.replace('{app}', () => setup.appName);

/** Milliseconds a notice stays when nobody closes it. */
const STAY = 10_000;
let shown: HTMLElement | undefined;

const make = (name: string): HTMLElement => apply(createElement, document, [name]) as HTMLElement;

/**
 * Tells the user what was stopped. It lives in a closed shadow root on an element that is gone again with it, so that the
 * page neither sees nor styles it; texts are texts, never markup.
 */
export function showNotice(
  title: string,
  message: string,
  step?: { readonly url: string; readonly label: string },
): void {
  shown?.remove();
  const host = make('div');
  const root = host.attachShadow({ mode: 'closed' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style());
  root.adoptedStyleSheets = [sheet];
  const box = make('div');
  box.className = 'box';
  box.setAttribute('role', 'alert');
  box.lang = words.language;
  const heading = make('h2');
  heading.textContent = title;
  const text = make('p');
  text.textContent = message || NOT_ALLOWED;
  const reference = make('p');
  reference.className = 'id';
  reference.textContent = `Sallyport · ${setup.exchangeId.slice(0, 8)}`;
  const close = make('button');
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
    const link = make('a');
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
  nativeSetTimeout(remove, step ? STAY * 6 : STAY);
}
