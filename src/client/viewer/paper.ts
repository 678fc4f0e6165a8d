import type { PdfDocument } from './pdf-library.ts';

/** Pixels to a point of the paper, of which an inch has 72. */
const SCALE = 150 / 72;
/** Pixels of one page at most. */
const MOST_PIXELS = 8 * 1024 * 1024;

/** Draws all pages as pictures, one after the other, and has them printed. `told` hears of each before it is drawn. */
export async function printPages(pdf: PdfDocument, place: HTMLElement, told: (page: number) => void): Promise<void> {
  const pictures: HTMLImageElement[] = [];
  const sheet = new CSSStyleSheet();
  const canvas = document.createElement('canvas');
  for (let number = 1; number <= pdf.numPages; number++) {
    told(number);
    const page = await pdf.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    if (number === 1) sheet.replaceSync(`@page{size:${width}pt ${height}pt;margin:0}`);
    const scale = Math.min(SCALE, Math.sqrt(MOST_PIXELS / (width * height)));
    const viewport = page.getViewport({ scale });
    canvas.width = Math.max(1, Math.floor(viewport.width));
    canvas.height = Math.max(1, Math.floor(viewport.height));
    await page.render({ canvas, viewport, intent: 'print' }).promise;
    pictures.push(await pictureOf(canvas));
  }
  const before = document.adoptedStyleSheets;
  document.adoptedStyleSheets = [...before, sheet];
  place.replaceChildren(...pictures);
  addEventListener(
    'afterprint',
    () => {
      document.adoptedStyleSheets = before;
      place.replaceChildren();
      for (const { src } of pictures) URL.revokeObjectURL(src);
    },
    { once: true },
  );
  window.print();
}

async function pictureOf(canvas: HTMLCanvasElement): Promise<HTMLImageElement> {
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (drawn === null) throw new Error('a page could not be drawn');
  const picture = new Image();
  picture.alt = '';
  picture.src = URL.createObjectURL(drawn);
  await picture.decode();
  return picture;
}
