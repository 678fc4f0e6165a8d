import { crc32 } from 'node:zlib';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import { makeDocx, makeXlsx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { Canvas } from '../../../src/demo/files-app/documents/png.ts';
import { EICAR } from '../../support/clamd.ts';
import { zipFile } from '../../support/zip-file.ts';

/** What no file of these may be saved or sent with. */
export const NUMBER = '536-90-4399';
const WORDS = `Social security number ${NUMBER}`;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SHOW = 'http://schemas.openxmlformats.org/presentationml/2006/main';
const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006/main';

const related = (type: string, target: string): string =>
  `${XML}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/${type}" Target="${target}"/></Relationships>`;

/** A presentation of one slide (ECMA-376 part 1, section 19), its text in two runs. */
function makePptx(first: string, second: string): Buffer {
  const override = (part: string, type: string): string =>
    `<Override PartName="${part}" ContentType="application/vnd.openxmlformats-officedocument.presentationml.${type}+xml"/>`;
  return zipFile(
    Object.entries({
      '[Content_Types].xml': `${XML}<Types xmlns="${TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('/ppt/presentation.xml', 'presentation.main')}${override('/ppt/slides/slide1.xml', 'slide')}</Types>`,
      '_rels/.rels': related('officeDocument', 'ppt/presentation.xml'),
      'ppt/_rels/presentation.xml.rels': related('slide', 'slides/slide1.xml'),
      'ppt/presentation.xml': `${XML}<p:presentation xmlns:p="${SHOW}" xmlns:r="${OFFICE}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>`,
      'ppt/slides/slide1.xml': `${XML}<p:sld xmlns:p="${SHOW}" xmlns:a="${DRAWING}"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>${first}</a:t></a:r><a:r><a:t>${second}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>`,
    }).map(([name, content]) => ({ name, content })),
  );
}

async function makePdf(text: string): Promise<Buffer> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  document.addPage().drawText(text, { x: 50, y: 500, size: 12, font });
  return Buffer.from(await document.save());
}

function crc(bytes: Uint8Array): Buffer {
  const written = Buffer.alloc(4);
  written.writeUInt32LE(crc32(bytes));
  return written;
}

/** A 7z archive, by its bytes: one stored file (7zFormat.txt of the 7-Zip sources: SignatureHeader, Header). */
function make7z(name: string, content: Buffer): Buffer {
  const number = (value: number): number[] => (value < 128 ? [value] : [0x80 | (value >> 8), value & 255]);
  const written = Buffer.from(`${name}\0`, 'utf16le');
  const header = Buffer.from([
    ...[0x01, 0x04, 0x06, 0x00, 0x01, 0x09, ...number(content.length), 0x00],
    ...[0x07, 0x0b, 0x01, 0x00, 0x01, 0x01, 0x00, 0x0c, ...number(content.length), 0x00],
    ...[0x08, 0x0a, 0x01, ...crc(content), 0x00, 0x00],
    ...[0x05, 0x01, 0x11, ...number(written.length + 1), 0x00, ...written, 0x00, 0x00],
  ]);
  const start = Buffer.alloc(20);
  start.writeBigUInt64LE(BigInt(content.length), 0);
  start.writeBigUInt64LE(BigInt(header.length), 8);
  crc(header).copy(start, 16);
  const mark = Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0x00, 0x04]);
  return Buffer.concat([mark, crc(start), start, content, header]);
}

export interface RealFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Files as people have them, each with a number that must not leave. */
export async function makeRealFiles(): Promise<readonly RealFile[]> {
  const docx = makeDocx(['Report', WORDS]);
  return [
    {
      name: 'report.docx',
      type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      bytes: docx,
    },
    {
      name: 'people.xlsx',
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes: makeXlsx('People', [
        ['Name', 'SSN'],
        ['Jo', NUMBER],
      ]),
    },
    {
      name: 'talk.pptx',
      type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      bytes: makePptx('SSN 536-90', '-4399'),
    },
    { name: 'plan.pdf', type: 'application/pdf', bytes: await makePdf(WORDS) },
    { name: 'files.zip', type: 'application/zip', bytes: zipFile([{ name: 'report.docx', content: docx }]) },
    { name: 'files.7z', type: 'application/x-7z-compressed', bytes: make7z('note.txt', Buffer.from(WORDS)) },
    { name: 'holiday.jpg', type: 'image/jpeg', bytes: docx },
    { name: 'list.csv', type: 'text/csv', bytes: Buffer.from(`name,ssn\nJo,${NUMBER}\n`) },
  ];
}

export const PICTURE = new Canvas(4, 4, [200, 80, 80]).toPng();
export const VIRUS = Buffer.from(EICAR);
