/** One page: a heading, lines of text, and bars of a chart with their labels. */
export interface PdfPage {
  readonly title: string;
  readonly lines: readonly string[];
  /** Values from 0 to 1. */
  readonly bars?: ReadonlyArray<readonly [label: string, value: number]>;
}

/** A PDF 1.4 file of A4 pages in Helvetica (ISO 32000-1, 7.5: header, body, cross-reference table, trailer). Text is latin1. */
export function makePdf(title: string, pages: readonly PdfPage[]): Buffer {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  const kids = pages.map((_, index) => `${6 + index * 2} 0 R`);
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>');
  add(`<< /Title ${literal(title)} /Producer (Corp Files) >>`);
  for (const page of pages) {
    const resources = '<< /Font << /F1 3 0 R /F2 4 0 R >> >>';
    const content = drawing(page);
    const at = objects.length + 2;
    add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${resources} /Contents ${at} 0 R >>`);
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  let text = '%PDF-1.4\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

function literal(text: string): string {
  return `(${text.replace(/[\\()]/g, '\\$&')})`;
}

function drawing({ title, lines, bars = [] }: PdfPage): string {
  const out = [
    `BT /F2 22 Tf 0.06 0.46 0.43 rg 64 760 Td ${literal(title)} Tj ET`,
    '0.06 0.46 0.43 rg 64 744 467 2 re f',
  ];
  out.push('BT /F1 11 Tf 0.12 0.16 0.2 rg 17 TL 64 714 Td');
  for (const line of lines) out.push(`${literal(line)} Tj T*`);
  out.push('ET');
  let y = 700 - lines.length * 17 - 40;
  for (const [label, value] of bars) {
    out.push(`BT /F1 10 Tf 0.12 0.16 0.2 rg 64 ${y + 6} Td ${literal(label)} Tj ET`);
    out.push(`0.06 0.46 0.43 rg 150 ${y} ${Math.round(value * 360)} 20 re f`);
    y -= 30;
  }
  return out.join('\n');
}
