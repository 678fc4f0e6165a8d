import { filled } from './filled.ts';
import type { PdfDocument, PdfLibrary, RenderTask } from './pdf-library.ts';
import { textStyle } from './text-style.ts';

/** One page of the document, on the screen or to come there. */
export interface Sheet {
  readonly element: HTMLElement;
  /** CSS pixels at a scale of 1. */
  size: { readonly width: number; readonly height: number };
  /** What was found is shown here, once its text is. */
  mark(): void;
  /** Draws it as large as it is to be, or lets it go. */
  show(isNear: boolean): void;
}

export interface SheetParts {
  readonly library: PdfLibrary;
  readonly document: PdfDocument;
  /** `{page}` and `{pages}` */
  readonly name: string;
  readonly scale: () => number;
  /** Whether its text may be selected. */
  readonly mayCopy: boolean;
  /** Marks what is searched for in the text of a page. */
  readonly found: (texts: readonly HTMLElement[]) => void;
}

/** Pixels that one canvas has at most: larger ones stay empty in some browsers. */
const MOST_PIXELS = 16 * 1024 * 1024;

/** Pages that are near the window are drawn; others are only as large as they will be. */
export function createSheets(parts: SheetParts, view: HTMLElement, place: HTMLElement): readonly Sheet[] {
  const sheets = Array.from({ length: parts.document.numPages }, (_, index) => createSheet(index + 1, parts));
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        sheets.find(({ element }) => element === target)?.show(isIntersecting);
    },
    { root: view, rootMargin: '600px' },
  );
  place.append(...sheets.map(({ element }) => element));
  for (const { element } of sheets) watch.observe(element);
  return sheets;
}

function createSheet(number: number, parts: SheetParts): Sheet {
  const { library, document: pdf, name, scale, mayCopy, found } = parts;
  const element = document.createElement('div');
  element.className = 'sheet';
  element.role = 'group';
  element.ariaLabel = filled(name, { page: number, pages: pdf.numPages });
  let isNear = false;
  let drawn = 0;
  let task: RenderTask | undefined;
  let texts: readonly HTMLElement[] = [];
  const sheet: Sheet = {
    element,
    size: { width: 0, height: 0 },
    mark: () => found(texts),
    show(near) {
      isNear = near;
      if (!near) {
        task?.cancel();
        element.replaceChildren();
        drawn = 0;
        texts = [];
      } else if (drawn !== scale()) void draw();
    },
  };

  async function draw(): Promise<void> {
    const wanted = scale();
    drawn = wanted;
    task?.cancel();
    const page = await pdf.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    sheet.size = { width, height };
    sized(sheet, wanted);
    const isCurrent = (): boolean => isNear && drawn === wanted;
    if (!isCurrent()) return;
    const sharp = Math.min(devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)) / wanted);
    const viewport = page.getViewport({ scale: wanted * sharp });
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    canvas.ariaHidden = 'true';
    task = page.render({ canvas, viewport });
    try {
      await task.promise;
    } catch {
      // It was drawn for another size, or is not looked at any more.
      if (!isCurrent()) return;
    }
    if (!isCurrent()) return;
    // Pages that are saved by the browser's menu hold no closed shadow tree.
    const host = document.createElement('div');
    const shadow = host.attachShadow({ mode: 'closed' });
    shadow.adoptedStyleSheets = [textStyle(mayCopy)];
    const container = document.createElement('div');
    container.className = 'text';
    container.style.setProperty('--total-scale-factor', String(wanted));
    shadow.append(container);
    element.replaceChildren(canvas, host);
    element.dataset['drawn'] = 'true';
    const layer = new library.TextLayer({
      textContentSource: await page.getTextContent(),
      container,
      viewport: page.getViewport({ scale: wanted }),
    });
    await layer.render();
    if (!isCurrent()) return;
    texts = layer.textDivs;
    found(texts);
  }
  return sheet;
}

/** Gives a sheet its place before it is drawn. */
export function sized({ element, size }: Sheet, scale: number): void {
  element.style.width = `${Math.floor(size.width * scale)}px`;
  element.style.height = `${Math.floor(size.height * scale)}px`;
}
