import { makeDocx, makeXlsx } from './ooxml.ts';
import { makePdf } from './pdf.ts';
import { Canvas, type Colour } from './png.ts';
import { BUDGET, CONTRACT, CUSTOMERS, HANDBOOK } from './texts.ts';
import { makeZip } from './zip.ts';

export type DocumentKind = 'text' | 'pdf' | 'word' | 'sheet' | 'archive' | 'image' | 'table';

/** A document of the library. `type` is what the server says it is, true or not. */
export interface LibraryDocument {
  readonly id: string;
  readonly name: string;
  readonly kind: DocumentKind;
  readonly type: string;
  readonly owner: string;
  readonly changed: string;
  readonly note?: string;
  readonly content: Buffer;
}

const WALL: Colour = [32, 52, 64];
const PAPER: Colour = [250, 249, 245];
const ROOMS: ReadonlyArray<readonly [left: number, top: number, width: number, height: number, floor: Colour]> = [
  [40, 40, 220, 180, [214, 233, 229]],
  [260, 40, 160, 100, [240, 226, 202]],
  [420, 40, 180, 180, [221, 226, 240]],
  [40, 220, 140, 140, [240, 214, 210]],
  [260, 140, 160, 80, [233, 233, 233]],
  [180, 220, 420, 140, [226, 238, 214]],
];

function floorPlan(): Buffer {
  const canvas = new Canvas(640, 400, PAPER);
  for (const [left, top, width, height, floor] of ROOMS) {
    canvas.fill(left, top, width, height, floor);
    canvas.box(left, top, width, height, 4, WALL);
  }
  for (const [left, top] of [
    [130, 216],
    [330, 136],
    [500, 216],
    [100, 356],
    [176, 280],
  ] as const)
    canvas.fill(left, top, left === 176 ? 8 : 44, left === 176 ? 44 : 8, PAPER);
  return canvas.toPng();
}

function report(): Buffer {
  const bars = [
    ['First', 0.58],
    ['Second', 0.64],
    ['Third', 0.81],
    ['Fourth', 0.93],
  ] as const;
  return makePdf('Quarterly report', [
    {
      title: 'Quarterly report',
      lines: [
        'Corp Ltd., fourth quarter. Internal.',
        '',
        'Revenue rose by 11.4 per cent over the third quarter, mostly in the north.',
        'The new warehouse opened on time; the old one closes in March.',
        '',
        'Revenue by quarter',
      ],
      bars,
    },
    {
      title: 'Outlook',
      lines: [
        'We expect a flat first quarter and a strong second.',
        'Two product lines end: the folding lamp and the wall clock.',
        '',
        'Questions: finance@corp.test',
      ],
    },
  ]);
}

/** Every document, made by code: valid files of their kinds, the same bytes at every start. */
export function makeLibrary(): readonly LibraryDocument[] {
  const plan = floorPlan();
  const archive = makeZip([
    ['photos/plan.png', plan],
    ['photos/read me.txt', 'Pictures of the new building.\n'],
    ['customers.csv', CUSTOMERS],
  ]);
  const office = 'application/vnd.openxmlformats-officedocument';
  return [
    {
      id: 'handbook',
      name: 'Staff handbook.txt',
      kind: 'text',
      type: 'text/plain; charset=utf-8',
      owner: 'People',
      changed: '2026-09-14',
      content: Buffer.from(HANDBOOK),
    },
    {
      id: 'report',
      name: 'Quarterly report.pdf',
      kind: 'pdf',
      type: 'application/pdf',
      owner: 'Finance',
      changed: '2026-10-02',
      content: report(),
    },
    {
      id: 'budget',
      name: 'Budget 2026.xlsx',
      kind: 'sheet',
      type: `${office}.spreadsheetml.sheet`,
      owner: 'Finance',
      changed: '2026-01-19',
      content: makeXlsx('Budget 2026', BUDGET),
    },
    {
      id: 'contract',
      name: 'Vertragsentwurf Müller.docx',
      kind: 'word',
      type: `${office}.wordprocessingml.document`,
      owner: 'People',
      changed: '2026-11-05',
      content: makeDocx(CONTRACT),
    },
    {
      id: 'customers',
      name: 'Customers.csv',
      kind: 'table',
      type: 'text/csv; charset=utf-8',
      owner: 'Sales',
      changed: '2026-11-11',
      content: Buffer.from(CUSTOMERS),
    },
    {
      id: 'floor-plan',
      name: 'Floor plan.png',
      kind: 'image',
      type: 'image/png',
      owner: 'Buildings',
      changed: '2026-06-30',
      content: plan,
    },
    {
      id: 'photos',
      name: 'Building photos.zip',
      kind: 'archive',
      type: 'application/zip',
      owner: 'Buildings',
      changed: '2026-06-30',
      content: archive,
    },
    {
      id: 'minutes',
      name: 'Minutes of the board.txt',
      kind: 'text',
      type: 'text/plain',
      owner: 'Board',
      changed: '2026-08-21',
      note: 'a PNG picture that was renamed',
      content: plan,
    },
    {
      id: 'press',
      name: 'Press photo.png',
      kind: 'image',
      type: 'image/png',
      owner: 'Press',
      changed: '2026-08-22',
      note: 'a ZIP archive that was renamed',
      content: archive,
    },
  ];
}
