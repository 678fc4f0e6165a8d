import { seldom } from '../code.ts';
import { apply, type Method } from '../natives.ts';
import { createElement, nativeSetTimeout } from '../node-natives.ts';
import { requestText } from '../request-text.ts';
import { SUFFIX_ORIGIN, setup } from '../setup.ts';
import type { Answer, Notices } from './refusal.ts';

/** The name of the notice's style sheet, put in by the build. */
declare const NOTICE_URL: string;

const nativeAlert = window.alert as Method;
let notices: Notices | undefined;

function loaded(): Notices | undefined {
  notices ??= seldom()?.notices({
    setup,
    element: (name) => apply(createElement, document, [name]) as HTMLElement,
    later: (...timer) => apply(nativeSetTimeout, window, timer),
    sheet: () => requestText(SUFFIX_ORIGIN + NOTICE_URL),
  });
  return notices;
}

/** Tells the user what was stopped; by the browser's own box where the gateway is away. */
export function showNotice(title: string, message: string): void {
  const known = loaded();
  if (known) known.show(title, message);
  else apply(nativeAlert, window, [`${title}\n${message}`]);
}

/** Tells the user of an answer that is a refusal of the gateway. */
export function noticeOfRefusal(answer: Answer): void {
  const decision = answer.headers.get('sallyport-decision');
  if (decision) loaded()?.refused(answer, decision);
}
