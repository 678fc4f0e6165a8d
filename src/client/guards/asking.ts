import type { PageRule } from '../../model/decision.ts';
import { apply, getOwnPropertyDescriptor, type Method } from '../natives.ts';
import { type Answer, askLater, askNow, type Leaving } from './ask.ts';
import { guardAskedClipboard } from './asked-clipboard.ts';
import { guardAskedSaving, listenForAskedSaving } from './asked-saving.ts';
import { guardAskedTransfers, listenForAskedDragging, watchTransfer } from './asked-transfers.ts';
import { guardAskedWriting } from './asked-writing.ts';
import { provide, type Rules } from './asking-slot.ts';
import { guardChannels } from './channels.ts';
import { forbid, leaveToPage, listenFirst } from './events.ts';
import { guardHandedFiles } from './handed-files.ts';
import { listenForKeys } from './keys.ts';
import { showNotice } from './notice.ts';
import { pageContent, seeShadowTrees, selectedContent } from './page-content.ts';
import { hidePrint } from './printing.ts';
import { ruleWords } from './rule-words.ts';
import { transferredContent, transferredText } from './transferred.ts';

type Guarded = PageRule['activity'];

let rules: Rules = new Map();
const ruleOf = (activity: Guarded): PageRule | undefined => {
  const rule = rules.get(activity);
  return rule?.action === 'ask' ? rule : undefined;
};

/** Milliseconds in which the same content is the same activity: a drop is announced twice. */
const MOMENT = 1000;
let heard:
  | { readonly activity: Guarded; readonly content: string; readonly at: number; readonly answer: Answer }
  | undefined;

function answerTo(rule: PageRule, content: Leaving['content']): Answer {
  const { activity } = rule;
  if (heard?.activity === activity && heard.content === content && Date.now() - heard.at < MOMENT) return heard.answer;
  const answer = askNow(rule, typeof content === 'string' ? { content, size: content.length } : { content });
  heard = typeof content === 'string' ? { activity, content, at: Date.now(), answer } : undefined;
  return answer;
}

function isTold(activity: Guarded, answer: Answer): boolean {
  if (answer.stops) showNotice(ruleWords.titles[activity], answer.message);
  return answer.stops;
}

/** True when content must stay where it is, and then the user is told; `undefined` is something that nobody here can read. */
function staysIn(activity: Guarded, content: Leaving['content']): boolean {
  const rule = ruleOf(activity);
  return rule !== undefined && isTold(activity, answerTo(rule, content));
}

const clipboardOf = getOwnPropertyDescriptor(ClipboardEvent.prototype, 'clipboardData')!.get as Method;
const transferOf = getOwnPropertyDescriptor(DragEvent.prototype, 'dataTransfer')!.get as Method;
const inputTransferOf = getOwnPropertyDescriptor(InputEvent.prototype, 'dataTransfer')?.get as Method | undefined;
const typesOf = getOwnPropertyDescriptor(DataTransfer.prototype, 'types')!.get as Method;
const includes = Array.prototype.includes as Method;

/**
 * What is selected goes if the gateway lets it; where nothing is, nothing goes by itself. What the page puts there instead is asked about as it
 * does so.
 */
function copies(type: 'copy' | 'cut', event: Event): void {
  if (!ruleOf(type)) return;
  const content = selectedContent();
  if (content !== '' && staysIn(type, content)) {
    forbid(event);
    return;
  }
  if (content === '') leaveToPage(event);
  watchTransfer(apply(clipboardOf, event, []), type);
}

/** What comes in by an event; `undefined` in one that brings nothing of that kind. */
function guardPaste(type: string, contentOf: (event: Event) => (() => Leaving['content']) | undefined): void {
  listenFirst(type, (event) => {
    const content = ruleOf('paste') && contentOf(event);
    if (content && staysIn('paste', content())) forbid(event);
  });
}

function dropped(event: Event): (() => Leaving['content']) | undefined {
  const transfer = apply(transferOf, event, []) as DataTransfer | null;
  const hasFiles = transfer !== null && apply(includes, apply(typesOf, transfer, []), ['Files']);
  // Files are sent, and judged when they are.
  return hasFiles ? undefined : () => transferredText(transfer);
}

function inserted(event: Event): (() => Leaving['content']) | undefined {
  const { data, inputType } = event as InputEvent;
  if (inputType !== 'insertFromDrop') return undefined;
  return () => data ?? transferredText(inputTransferOf && apply(inputTransferOf, event, []));
}

const refuse = (): Promise<never> => Promise.reject(new DOMException('Blocked by policy', 'NotAllowedError'));

const saving = {
  asks: () => ruleOf('download') !== undefined,
  ask: (leaving: Leaving, passed: () => void, stopped = () => {}) =>
    askLater(ruleOf('download')!, leaving, (answer) => {
      if (isTold('download', answer)) stopped();
      else passed();
    }),
};

provide({
  listen(current) {
    rules = current;
    for (const type of ['copy', 'cut'] as const) listenFirst(type, (event) => copies(type, event));
    guardPaste('paste', (event) => () => transferredContent(apply(clipboardOf, event, [])));
    guardPaste('drop', dropped);
    guardPaste('beforeinput', inserted);
    listenForAskedDragging(() => ruleOf('copy') !== undefined, staysIn);
    // Nobody can look into what the browser saves or shows by itself.
    listenForKeys(
      (activity) => ruleOf(activity)?.otherwise === 'block',
      (activity) => staysIn(activity, undefined),
    );
    listenForAskedSaving(saving);
    const print = ruleOf('print');
    if (print) hidePrint(print.message ?? '', () => staysIn('print', pageContent()));
  },
  guard(current) {
    rules = current;
    if (ruleOf('print')) seeShadowTrees();
    guardChannels((activity) => staysIn(activity, undefined));
    guardAskedTransfers(staysIn);
    guardAskedClipboard((activity) => ruleOf(activity) !== undefined, staysIn, refuse);
    if (!rules.has('download')) return;
    guardAskedSaving(saving);
    guardHandedFiles(saving.asks, (_name, file) => staysIn('download', file as Blob | undefined));
    guardAskedWriting(saving, (content) => staysIn('download', content));
  },
});
