import { escapeHtml } from '../../../proxy/pages/escape.ts';
import { makeZip } from './zip.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const CONTENT_TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const SHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

function contentTypes(overrides: Readonly<Record<string, string>>): string {
  const entries = Object.entries(overrides).map(
    ([part, type]) =>
      `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/>`,
  );
  return `${XML}<Types xmlns="${CONTENT_TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${entries.join('')}</Types>`;
}

function relation(type: string, target: string): string {
  return `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/${type}" Target="${target}"/></Relationships>`;
}

/** A word-processor document with one paragraph a line (ECMA-376 part 1, section 17, the smallest that Word opens). */
export function makeDocx(paragraphs: readonly string[]): Buffer {
  const body = paragraphs
    .map((text) => `<w:p><w:r><w:t xml:space="preserve">${escapeHtml(text)}</w:t></w:r></w:p>`)
    .join('');
  return makeZip([
    ['[Content_Types].xml', contentTypes({ '/word/document.xml': 'wordprocessingml.document.main' })],
    ['_rels/.rels', relation('officeDocument', 'word/document.xml')],
    ['word/_rels/document.xml.rels', `${XML}<Relationships xmlns="${RELATIONS}"/>`],
    ['word/document.xml', `${XML}<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`],
  ]);
}

/** A workbook with one sheet; texts are inline strings (ECMA-376 part 1, section 18). */
export function makeXlsx(sheet: string, rows: ReadonlyArray<readonly (string | number)[]>): Buffer {
  const cell = (value: string | number): string =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${escapeHtml(value)}</t></is></c>`;
  const data = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
  return makeZip([
    [
      '[Content_Types].xml',
      contentTypes({
        '/xl/workbook.xml': 'spreadsheetml.sheet.main',
        '/xl/worksheets/sheet1.xml': 'spreadsheetml.worksheet',
      }),
    ],
    ['_rels/.rels', relation('officeDocument', 'xl/workbook.xml')],
    [
      'xl/workbook.xml',
      `${XML}<workbook xmlns="${SHEET}" xmlns:r="${OFFICE}"><sheets><sheet name="${escapeHtml(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    ['xl/_rels/workbook.xml.rels', relation('worksheet', 'worksheets/sheet1.xml')],
    ['xl/worksheets/sheet1.xml', `${XML}<worksheet xmlns="${SHEET}"><sheetData>${data}</sheetData></worksheet>`],
  ]);
}
