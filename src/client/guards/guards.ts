import type { PageRule } from '../../model/decision.ts';
import { apply, patchAccessor, patchMethod, prototypeOf } from '../natives.ts';
import { setup } from '../setup.ts';
import { adoptRequest } from './about.ts';
import { kept, provided } from './asking-slot.ts';
import { guardChannels } from './channels.ts';
import { commandKey } from './command-key.ts';
import { guardDragging, listenForDragging } from './dragging.ts';
import { forbid, listenFirst } from './events.ts';
import { type Kept, provideGuards } from './guards-slot.ts';
import { guardHandedFiles } from './handed-files.ts';
import { listenForKeys } from './keys.ts';
import { showMadeFiles, viewingIsGuarded } from './made-types.ts';
import { showNotice } from './notice.ts';
import { guardPrintSheet, hidePrint } from './printing.ts';
import { report } from './report.ts';
import { ruleWords } from './rule-words.ts';
import { guardSaving, listenForSaving, type Stops } from './saving.ts';
import { listenForScreenshots } from './screenshots.ts';
import { adoptWatermark, renewWatermark } from './watermark-slot.ts';
import { withinApp } from './within-slot.ts';
import { guardWrittenFiles, nameOfHandle, refusal } from './written-files.ts';

type Guarded = PageRule['activity'];

const rules = new Map(setup.rules.map((rule) => [rule.activity, kept(rule)]));

/** Reports an activity; true when it must be stopped, and then the user is told. */
function stops(activity: Guarded, size?: number, name?: string): boolean {
  const rule = rules.get(activity);
  // What is asked about is guarded by whoever asks.
  if (!rule || rule.action === 'ask') return false;
  report(activity, size, name);
  if (rule.action !== 'block') return false;
  showNotice(ruleWords.titles[activity], rule.message ?? '');
  return true;
}

/** First on the window, in the capture phase: no handler of the page runs before. */
function guard(
  type: string,
  activityOf: (event: Event) => { activity: Guarded; size?: number; name?: string } | undefined,
): void {
  listenFirst(type, (event) => {
    const found = activityOf(event);
    if (found && !within?.passes(event) && stops(found.activity, found.size, found.name)) forbid(event);
  });
}

const within = withinApp((activity) => rules.get(activity), report);

const isBlocked = (activity: Guarded): boolean => rules.get(activity)?.action === 'block';
const stopsSaving: Stops = (name) => stops('download', undefined, name || undefined);

const selectedLength = (): number => String(window.getSelection() ?? '').length;
const hasFiles = (event: Event): boolean => [...((event as DragEvent).dataTransfer?.types ?? [])].includes('Files');

const STRICTNESS = ['audit', 'ask', 'block'] as const;
const strictness = (rule: PageRule | undefined): number =>
  rule ? STRICTNESS.indexOf(rule.action) + (rule.action === 'block' && !rule.within ? 1 : 0) : -1;

/** A document that shows a text or a picture alone is of its type, as it is where the browser makes it. */
function nameAlone(type: string | undefined): void {
  if (type === undefined) return;
  const own = document;
  patchAccessor(
    prototypeOf('Document'),
    'contentType',
    (native) =>
      function (this: unknown) {
        return this === own ? type : apply(native, this, []);
      },
  );
}

/** What a further document of this window brings. It never loosens: a page could call this itself. */
function adopt(next: Kept): void {
  const hadNone = rules.size === 0;
  for (const rule of next.rules.map(kept))
    if (strictness(rule) >= strictness(rules.get(rule.activity))) rules.set(rule.activity, rule);
  adoptRequest(next.request);
  if (hadNone && rules.size > 0) guardMethods();
  adoptWatermark(next.mark);
  nameAlone(next.alone);
  renew();
}

/** Guards of activities that only the page can see. Law 8: the log says that the page enforced them. */
function install(): void {
  adoptWatermark(setup.mark);
  nameAlone(setup.alone);
  const { leftOut } = setup;
  if (leftOut !== undefined) listenFirst('DOMContentLoaded', () => showNotice(ruleWords.titles.upload, leftOut));
  renew();
  if (rules.size > 0) guardMethods();
}

function renew(): void {
  renewWatermark();
  if (rules.size === 0) return;
  listen();
  if (isBlocked('print')) hidePrint(rules.get('print')?.message ?? '', () => stops('print'));
}

function listen(): void {
  provided()?.listen(rules);
  within?.listen();
  guard('copy', () => ({ activity: 'copy', size: selectedLength() }));
  guard('cut', () => ({ activity: 'cut', size: selectedLength() }));
  guard('paste', () => ({ activity: 'paste' }));
  listenForDragging(
    () => isBlocked('copy'),
    () => stops('copy', selectedLength()),
  );
  listenForScreenshots(() => stops('copy'));
  listenForKeys(isBlocked, (activity) => stops(activity));
  guard('drop', (event) => (hasFiles(event) ? { activity: 'upload' } : { activity: 'paste' }));
  guard('beforeinput', (event) =>
    (event as InputEvent).inputType === 'insertFromDrop' ? { activity: 'paste' } : undefined,
  );
  guard('keydown', (event) => (commandKey(event) === 'p' ? { activity: 'print' } : undefined));
  guard('click', (event) =>
    event.target instanceof HTMLInputElement && event.target.type === 'file' ? { activity: 'upload' } : undefined,
  );
  if (rules.has('download')) listenForSaving(stopsSaving);
}

function guardMethods(): void {
  const refuse = (): Promise<never> => Promise.reject(refusal());
  guardDragging(() => isBlocked('copy'));
  guardChannels((activity) => stops(activity));
  showMadeFiles(
    () => strictness(rules.get('download')) > 0,
    () => viewingIsGuarded(rules.values()),
  );
  if (rules.has('print')) guardPrintSheet();
  if (rules.has('download')) {
    guardSaving(stopsSaving);
    guardHandedFiles(() => rules.has('download'), stopsSaving);
    guardWrittenFiles(
      () => rules.has('download'),
      (_native, handle) => (stopsSaving(nameOfHandle(handle)) ? refuse() : undefined),
      stopsSaving,
    );
  }
  const COMMANDS: Readonly<Record<string, Guarded>> = { copy: 'copy', cut: 'cut', paste: 'paste', print: 'print' };
  patchMethod(
    Document.prototype,
    'execCommand',
    (native) =>
      function execCommand(this: unknown, ...args) {
        const activity = COMMANDS[String(args[0]).toLowerCase()];
        return activity && !within?.takes(activity) && stops(activity) ? false : apply(native, this, args);
      },
  );
  const clipboard = 'Clipboard' in window ? Clipboard.prototype : undefined;
  for (const [name, activity] of [
    ['write', 'copy'],
    ['writeText', 'copy'],
    ['read', 'paste'],
    ['readText', 'paste'],
  ] as const) {
    patchMethod(
      clipboard,
      name,
      (native) =>
        function (this: unknown, ...args) {
          const kept = within?.use(name, native, this, args);
          if (kept) return kept;
          return stops(activity, typeof args[0] === 'string' ? args[0].length : undefined)
            ? refuse()
            : apply(native, this, args);
        },
    );
  }
  patchMethod(
    window,
    'print',
    (native) =>
      function print(this: unknown) {
        return stops('print') ? undefined : apply(native, this ?? window, []);
      },
  );
  for (const [name, activity] of [
    ['showSaveFilePicker', 'download'],
    ['showOpenFilePicker', 'upload'],
    ['showDirectoryPicker', 'upload'],
  ] as const) {
    patchMethod(
      window,
      name,
      (native) =>
        function (this: unknown, ...args) {
          // What is written to a file that was picked is told as it is written.
          const isPicked = activity !== 'download' || isBlocked(activity);
          return isPicked && stops(activity) ? refuse() : apply(native, this ?? window, args);
        },
    );
  }
  provided()?.guard(rules);
}

provideGuards({ install, adopt, renew });
