import { apply } from '../natives.ts';
import { createElement, nativeSetTimeout } from '../node-natives.ts';
import { setup } from '../setup.ts';
import { words } from './words.ts';

const STYLE = `
:host{all:initial}
.box{position:fixed;z-index:2147483647;right:max(16px,env(safe-area-inset-right));bottom:max(16px,env(safe-area-inset-bottom));max-width:min(26rem,calc(100vw - 32px));box-sizing:border-box;background:#fff;color:#16202e;border:1px solid #dbe1ea;border-left:5px solid #b3261e;border-radius:12px;padding:16px 44px 16px 18px;font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;box-shadow:0 12px 40px rgb(15 30 50/.22)}
h2{font-size:1rem;line-height:1.3;margin:0 0 4px;color:#b3261e}
p{margin:0;white-space:pre-line;overflow-wrap:anywhere}
.id{margin-top:8px;font-size:.8rem;color:#51606f}
button{position:absolute;top:8px;right:8px;width:32px;height:32px;border:0;border-radius:8px;background:transparent;color:inherit;font:20px/1 system-ui,sans-serif;cursor:pointer}
button:hover{background:rgb(120 130 150/.18)}
button:focus-visible{outline:3px solid #0b5cab;outline-offset:1px}
@media (prefers-color-scheme:dark){.box{background:#18212d;color:#e9eef5;border-color:#2c3949;border-left-color:#ffb4ab}h2{color:#ffb4ab}.id{color:#a5b3c2}button:focus-visible{outline-color:#7db7ff}}
@media print{.box{display:none}}
`;

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
  sheet.replaceSync(STYLE);
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
