import { degrees, type PDFDocument, type PDFFont, rgb, StandardFonts } from '@cantoo/pdf-lib';

const SIZE = 11;
/** Points from one line of marks to the next, and between two on a line. */
const LINE = 120;
const GAP = 60;
const SLANT = 30;
/** So that what is below can be read, and on paper of any colour the mark. */
const OPACITY = 0.22;
/** Marks on one page, however large it says that it is. */
const MOST = 400;
const MARGIN = 8;

/** Writes a mark over every page, slanted and again and again, and once along its foot. */
export async function stampPdf(document: PDFDocument, mark: string): Promise<void> {
  const font = await document.embedFont(StandardFonts.Helvetica);
  const text = inFont(mark, font);
  const width = font.widthOfTextAtSize(text, SIZE) + GAP;
  for (const page of document.getPages()) {
    const { x, y, width: across, height: up } = page.getCropBox();
    const scale = Math.max(1, Math.sqrt((across * up) / (width * LINE * MOST)));
    const look = { font, size: SIZE * scale, color: rgb(0.35, 0.35, 0.35), opacity: OPACITY };
    let row = 0;
    for (let at = -across / 2; at < up; at += LINE * scale, row++)
      for (let from = -((row % 2) * width * scale) / 2; from < across; from += width * scale)
        page.drawText(text, { ...look, x: x + from, y: y + at + from * 0.2, rotate: degrees(SLANT) });
    page.drawText(text, { ...look, size: SIZE, opacity: 0.8, x: x + MARGIN, y: y + MARGIN });
  }
}

/** The text in the characters of a font that every reader has: others lose their accents, or become a question mark. */
function inFont(text: string, font: PDFFont): string {
  const known = new Set(font.getCharacterSet());
  const shown = (sign: string): boolean => known.has(sign.codePointAt(0)!);
  return Array.from(text.normalize('NFC'), (sign) => {
    if (shown(sign)) return sign;
    const [plain = ''] = sign.normalize('NFKD');
    return shown(plain) ? plain : '?';
  }).join('');
}
