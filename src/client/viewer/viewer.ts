import { VIEW_FIELD, type ViewerSetup } from '../../model/viewer-setup.ts';
import { filled } from './filled.ts';
import { printPages } from './paper.ts';
import type { PdfDocument, PdfLibrary } from './pdf-library.ts';
import { createSearch } from './search.ts';
import { createSheets, sized } from './sheets.ts';

/** Scales by which the buttons step. */
const STEP = 1.25;
const SMALLEST = 0.25;
const LARGEST = 5;
/** Pixels of a picture in a document: one that says it has more is left out. */
const MOST_PIXELS = 64 * 1024 * 1024;
const ERRORS_ONLY = 0;

const setup = JSON.parse(document.currentScript?.dataset['setup'] ?? '') as ViewerSetup;
const { texts, files, mayCopy, mayPrint } = setup;

function part<E extends HTMLElement>(id: string): E {
  return document.getElementById(id) as E;
}
const view = part('view');
const place = part('sheets');
const status = part('said');
const pageField = part<HTMLInputElement>('page');
const searchField = part<HTMLInputElement>('search');

function say(text: string, isFault = false): void {
  status.textContent = text;
  status.className = isFault ? 'fault' : '';
}

async function bytes(): Promise<Uint8Array | undefined> {
  const answer = await fetch(setup.bytes, { method: 'POST', headers: { [VIEW_FIELD]: setup.id } });
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
}

async function open(): Promise<void> {
  if (setup.isTooLarge) return say(texts.large, true);
  const main = `${files}pdf.min.mjs`;
  const library = (await import(main)) as PdfLibrary;
  library.GlobalWorkerOptions.workerSrc = `${files}pdf.worker.min.mjs`;
  const data = await bytes();
  if (data === undefined) return say(texts.gone, true);
  let pdf: PdfDocument;
  try {
    pdf = await library.getDocument({
      data,
      cMapUrl: files,
      iccUrl: files,
      standardFontDataUrl: files,
      wasmUrl: files,
      enableXfa: false,
      isEvalSupported: false,
      maxImageSize: MOST_PIXELS,
      verbosity: ERRORS_ONLY,
    }).promise;
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    return say(isLocked ? texts.locked : texts.broken, true);
  }
  await show(library, pdf);
}

async function show(library: PdfLibrary, pdf: PdfDocument): Promise<void> {
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const fitting = (): number => Math.max(SMALLEST, Math.min((view.clientWidth - 34) / first.width, 1.5));
  let scale = fitting();
  let isFitted = true;
  const search = createSearch(pdf);
  const sheets = createSheets(
    { library, document: pdf, name: texts.pageName, scale: () => scale, mayCopy, found: search.mark },
    view,
    place,
  );
  for (const sheet of sheets) {
    sheet.size = first;
    sized(sheet, scale);
  }

  /** The page that fills the middle of the window. */
  function current(): number {
    const { top, height } = view.getBoundingClientRect();
    const middle = top + height / 2;
    const index = sheets.findIndex(({ element }) => element.getBoundingClientRect().bottom >= middle);
    return index < 0 ? sheets.length : index + 1;
  }
  function told(): void {
    const page = current();
    if (document.activeElement !== pageField) pageField.value = String(page);
    part<HTMLButtonElement>('previous').disabled = page <= 1;
    part<HTMLButtonElement>('next').disabled = page >= pdf.numPages;
  }
  function turn(page: number): void {
    const number = Math.min(Math.max(1, page), pdf.numPages);
    view.scrollTop += sheets[number - 1]!.element.getBoundingClientRect().top - view.getBoundingClientRect().top - 8;
    pageField.value = String(number);
  }
  function zoom(to: number): void {
    const page = current();
    scale = Math.min(Math.max(to, SMALLEST), LARGEST);
    for (const sheet of sheets) {
      sized(sheet, scale);
      if (isNear(sheet.element)) sheet.show(true);
    }
    turn(page);
  }
  const isNear = (element: HTMLElement): boolean => element.childElementCount > 0;
  const press = (id: string, act: () => void): void => {
    const button = part<HTMLButtonElement>(id);
    button.disabled = false;
    button.addEventListener('click', act);
  };

  async function find(): Promise<void> {
    CSS.highlights?.clear();
    const match = await search.next(searchField.value, current());
    if (!match) return say(searchField.value.trim() === '' ? '' : texts.notFound);
    turn(match.page);
    for (const sheet of sheets) if (isNear(sheet.element)) sheet.mark();
    say(filled(texts.found, match));
  }

  let isPrinting = false;
  async function print(): Promise<void> {
    if (isPrinting) return;
    isPrinting = true;
    try {
      await printPages(pdf, part('printed'), (page) => say(filled(texts.preparing, { page, pages: pdf.numPages })));
      say('');
    } finally {
      isPrinting = false;
    }
  }

  press('previous', () => turn(current() - 1));
  press('next', () => turn(current() + 1));
  press('smaller', () => {
    isFitted = false;
    zoom(scale / STEP);
  });
  press('larger', () => {
    isFitted = false;
    zoom(scale * STEP);
  });
  press('width', () => {
    isFitted = true;
    zoom(fitting());
  });
  press('further', () => void find());
  if (mayPrint) press('print', () => void print().catch(() => say(texts.broken, true)));
  part('find').addEventListener('submit', (event) => {
    event.preventDefault();
    void find();
  });
  pageField.addEventListener('change', () => turn(Number.parseInt(pageField.value, 10) || current()));
  view.addEventListener('scroll', told, { passive: true });
  addEventListener('resize', () => isFitted && zoom(fitting()));
  for (const field of [pageField, searchField]) field.disabled = false;
  part('of').textContent = filled(texts.of, { pages: pdf.numPages });
  say('');
  told();
  // As in the browsers' own viewers (RFC 8118 section 3).
  const [, asked] = /[#&]page=(\d+)/.exec(location.hash) ?? [];
  if (asked !== undefined) turn(Number(asked));
}

/** Keys of the browser's own commands -> what stands in their place, where it may: save, print and the source of the page. */
const KEYS: ReadonlyMap<string, string | undefined> = new Map([
  ['s', 'save'],
  ['p', 'print'],
  ['u', undefined],
]);
addEventListener(
  'keydown',
  (event) => {
    // Of a layout of another script the old code has the Latin letter.
    const key = (/^[a-z]$/i.test(event.key) ? event.key : String.fromCharCode(event.keyCode)).toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || !KEYS.has(key)) return;
    event.preventDefault();
    const id = KEYS.get(key);
    if (id !== undefined) document.getElementById(id)?.click();
  },
  true,
);
// In a frame the app would not know its user: browsers send it only what cookies go with others' frames.
if (window.top !== window) document.getElementById('save')?.setAttribute('target', '_blank');
for (const kind of mayCopy ? ['dragstart'] : ['copy', 'cut', 'dragstart', 'contextmenu'])
  addEventListener(
    kind,
    (event) => {
      if (event.target !== pageField && event.target !== searchField) event.preventDefault();
    },
    true,
  );

open().catch(() => say(texts.broken, true));
