import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PDFDocument, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import { EXPORTERS } from '../../../src/activity/exporters/exporters.ts';
import type { ContentCondition } from '../../../src/policy/content-document.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import { EICAR, type StandIn, startStandIn } from '../../support/clamd.ts';
import { inspecting } from '../../support/inspecting.ts';
import { type ZipFile, zipFile } from '../../support/zip-file.ts';
import { assertBlocked, CLEAN, type FileStage, forEach, NO_CARDS, SECRET, startFileStage } from './file-stage.ts';

/** What a terminal, a log reader or an eye would take for something else. */
const UNSEEN = /[\0-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const PUBLIC = '2096f6a2-d2f7-48be-b329-b73aaa526e5d';
const CONFIDENTIAL = '87867195-f2b8-4ac2-b0b6-6bb73cb33afc';
const TENANT = 'cb46c030-1825-4e81-a295-151c039dbf02';
const STRANGER = '72f988bf-86f1-41af-91ab-2d7cd011db47';

const about = (id: string, content: ContentCondition, more: Partial<PolicyDocument> = {}): PolicyDocument => ({
  ...NO_CARDS,
  id,
  when: { content },
  ...more,
});
const only = (name: string, policy: PolicyDocument): PolicyDocument => ({
  ...policy,
  when: { all: [{ user: [name] }, policy.when ?? {}] },
});

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const A =
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"';
const S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const xml = (root: string, attributes: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${attributes}>${content}</${root}>`;
const runs = (...texts: string[]): string =>
  `<w:p>${texts.map((text) => `<w:r><w:t>${text}</w:t></w:r>`).join('')}</w:p>`;
/** An Office package of these parts. */
const office = (parts: Readonly<Record<string, string>>): Buffer =>
  zipFile(
    Object.entries({ '[Content_Types].xml': xml('Types', '', ''), ...parts }).map(
      ([name, content]): ZipFile => ({ name, content }),
    ),
  );
const word = (path: string, root: string, content: string): Buffer =>
  office({ 'word/document.xml': xml('w:document', W, runs('Nothing')), [path]: xml(root, W, content) });

async function pdf(write: (document: PDFDocument) => Promise<void> | void): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage();
  await write(document);
  return Buffer.from(await document.save());
}

/** A file in which a card number stands in a way that hides it, and the type that is written beside it. */
const HIDDEN: Record<string, () => readonly [Buffer, string] | Promise<readonly [Buffer, string]>> = {
  'UTF-16LE with a mark': () => [Buffer.from('\ufeffCard 4111 1111 1111 1111', 'utf16le'), 'text/plain'],
  'UTF-16LE without': () => [Buffer.from('Card 4111 1111 1111 1111', 'utf16le'), 'text/plain'],
  'UTF-16BE with a mark': () => [Buffer.from('\ufeffCard 4111 1111 1111 1111', 'utf16le').swap16(), 'text/plain'],
  'UTF-16BE without': () => [Buffer.from('Card 4111 1111 1111 1111', 'utf16le').swap16(), 'text/csv'],
  'UTF-7': () => [Buffer.from('Card +ADQAMQAxADEAMQAxADEAMQAxADEAMQAxADEAMQAxADE-'), 'text/plain; charset=utf-7'],
  'full-width digits': () => [Buffer.from('Card ４１１１ １１１１ １１１１ １１１１'), 'text/plain'],
  'digits of another script': () => [Buffer.from('Card ٤١١١ ١١١١ ١١١١ ١١١١'), 'text/plain'],
  'joiners of no width': () => [Buffer.from([...'4111111111111111'].join('\u200d')), 'text/plain'],
  'soft hyphens': () => [Buffer.from([...'4111111111111111'].join('\u00ad')), 'text/plain'],
  references: () => [Buffer.from('<html><p>&#52;&#x31;11&nbsp;1111&#8203; 1111 11&shy;11'), 'text/html'],
  'runs of a word': () => [
    office({ 'word/document.xml': xml('w:document', W, runs('4111', '1111', '1111', '1111')) }),
    '',
  ],
  'shared strings': () => [
    office({ 'xl/sharedStrings.xml': xml('sst', S, '<si><r><t>4111 1111</t></r><r><t> 1111 1111</t></r></si>') }),
    '',
  ],
  'a hidden sheet': () => [
    office({
      'xl/workbook.xml': xml('workbook', S, '<sheets><sheet name="a" sheetId="1" state="veryHidden"/></sheets>'),
      'xl/worksheets/sheet1.xml': xml('worksheet', S, '<row><c><v>4111111111111111</v></c></row>'),
    }),
    '',
  ],
  'notes of a slide': () => [
    office({
      'ppt/notesSlides/notesSlide1.xml': xml(
        'p:notes',
        A,
        '<a:p><a:r><a:t>4111 1111 </a:t></a:r><a:r><a:t>1111 1111</a:t></a:r></a:p>',
      ),
    }),
    '',
  ],
  comments: () => [
    word('word/comments.xml', 'w:comments', `<w:comment>${runs('4111 1111 1111 1111')}</w:comment>`),
    '',
  ],
  header: () => [word('word/header1.xml', 'w:hdr', runs('4111 1111 1111 1111')), ''],
  footer: () => [word('word/footer1.xml', 'w:ftr', runs('4111 1111 ', '1111 1111')), ''],
  footnote: () => [
    word('word/footnotes.xml', 'w:footnotes', `<w:footnote>${runs('4111111111111111')}</w:footnote>`),
    '',
  ],
  'alternative text': () => [word('word/document.xml', 'w:document', '<w:drawing descr="4111 1111 1111 1111"/>'), ''],
  metadata: () => [
    office({
      'word/document.xml': xml('w:document', W, runs('Nothing')),
      'docProps/core.xml': xml('coreProperties', 'xmlns:dc="x"', '<dc:subject>4111 1111 1111 1111</dc:subject>'),
    }),
    '',
  ],
  'an attachment of a mail': () => [
    Buffer.from(
      `From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-16le\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('4111 1111 1111 1111', 'utf16le').toString('base64')}\r\n--x--\r\n`,
    ),
    'message/rfc822',
  ],
  'pieces of a line of a PDF': async () => [
    await pdf(async (document) => {
      const font = await document.embedFont(StandardFonts.Helvetica);
      const page = document.getPage(0);
      let x = 50;
      for (const piece of ['41', '111111', '1111', '1111']) {
        page.drawText(piece, { x, y: 500, size: 12, font });
        x += font.widthOfTextAtSize(piece, 12);
      }
    }),
    'application/pdf',
  ],
  'the title of a PDF': async () => [await pdf((document) => document.setTitle('4111 1111 1111 1111')), ''],
};

const properties = (id: string, values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([key, value]) => `<property name="MSIP_Label_${id}_${key}"><vt:lpwstr>${value}</vt:lpwstr></property>`)
    .join('');
const custom = (...labels: readonly (readonly [id: string, name: string, site?: string])[]): string =>
  xml(
    'Properties',
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="x"',
    labels
      .map(([id, name, site = TENANT]) =>
        properties(id, { Enabled: 'true', Name: name, ...(site === '' ? {} : { SiteId: site }) }),
      )
      .join(''),
  );
const newLabel = (id: string, site = TENANT, removed = false): string =>
  xml(
    'clbl:labelList',
    'xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"',
    `<clbl:label id="{${id}}" enabled="${removed ? 0 : 1}" method="Privileged" siteId="{${site}}" removed="${removed ? 1 : 0}"/>`,
  );
const labelled = (parts: { custom?: string; newer?: string }): Buffer =>
  office({
    'word/document.xml': xml('w:document', W, runs('Nothing')),
    ...(parts.custom === undefined ? {} : { 'docProps/custom.xml': parts.custom }),
    ...(parts.newer === undefined ? {} : { 'docMetadata/LabelInfo.xml': parts.newer }),
  });

describe('what is in a file, however it is hidden', () => {
  let stage: FileStage;
  let clamd: StandIn;
  /** Answers nothing while it is set, so that a scan goes on for as long as a test wants. */
  let stalls = false;
  before(async () => {
    clamd = await startStandIn((document) =>
      stalls ? undefined : document.includes(EICAR) ? 'stream: Eicar FOUND\0' : 'stream: OK\0',
    );
    stage = await startFileStage({
      policies: [
        only('alice', NO_CARDS),
        only('alice', about('no-malware', { malware: true })),
        only('bob', about('no-secrets', { labels: [`${CONFIDENTIAL}@${TENANT}`] })),
        only('carol', {
          ...NO_CARDS,
          id: 'public-only',
          when: { not: { content: { labels: [`${PUBLIC}@${TENANT}`] } } },
        }),
      ],
      change: inspecting(clamd),
    });
  });
  after(async () => {
    await stage?.close();
    await clamd?.close();
  });

  const attached = (body: Buffer, type = '', name = 'file') => ({
    body,
    headers: [
      ['content-type', type === '' ? 'application/octet-stream' : type],
      ['content-disposition', `attachment; filename="${name}"`],
    ] as const,
  });

  test('DL-23: a number is found in whatever characters and wherever in a document it stands', async () => {
    await forEach(Object.entries(HIDDEN), async ([name, make]) => {
      const [body, type] = await make();
      const got = await stage.download(stage.alice, attached(body, type));
      const row = await assertBlocked(stage, got, { file: body, user: 'alice', policy: 'no-cards' }, name);
      assert.deepEqual(
        row.content?.matches.map(({ detector }) => detector),
        ['cards'],
        name,
      );
    });
    assert.equal((await stage.download(stage.alice, attached(CLEAN))).status, 200, 'and not where there is none');
  });

  test('DL-25: a label is its id and its tenant, and where two disagree the stricter counts', async () => {
    const carol = await stage.gateway.signedIn('carol');
    const files: readonly (readonly [name: string, file: Buffer, confidential: boolean, isPublic: boolean])[] = [
      ['a name that says something else', labelled({ custom: custom([CONFIDENTIAL, 'Public']) }), true, false],
      ['the name of the other', labelled({ custom: custom([PUBLIC, 'Confidential']) }), false, true],
      ['two sets', labelled({ custom: custom([PUBLIC, 'Public'], [CONFIDENTIAL, 'Public']) }), true, true],
      ['the newer place', labelled({ custom: custom([PUBLIC, 'Public']), newer: newLabel(CONFIDENTIAL) }), true, false],
      [
        'the newer place, other way round',
        labelled({ custom: custom([CONFIDENTIAL, 'x']), newer: newLabel(PUBLIC) }),
        true,
        true,
      ],
      [
        'taken off there',
        labelled({ custom: custom([PUBLIC, 'x']), newer: newLabel(PUBLIC, TENANT, true) }),
        false,
        false,
      ],
      ['of another tenant', labelled({ newer: newLabel(PUBLIC, STRANGER) }), false, false],
      ['of no tenant', labelled({ custom: custom([CONFIDENTIAL, 'x', '']) }), true, false],
      ['taken out before', labelled({}), false, false],
      ['as it should be', labelled({ custom: custom([PUBLIC, 'Public']), newer: newLabel(PUBLIC) }), false, true],
      [
        'of a PDF, in its metadata alone',
        await pdf((document) => {
          const dictionary = document.context.lookup(document.context.trailerInfo.Info) as unknown as {
            set(name: PDFName, value: PDFString): void;
          };
          for (const [key, value] of [
            ['Enabled', 'true'],
            ['SiteId', TENANT],
          ] as const)
            dictionary.set(PDFName.of(`MSIP_Label_${CONFIDENTIAL}_${key}`), PDFString.of(value));
        }),
        true,
        false,
      ],
    ];
    for (const [name, file, confidential, isPublic] of files) {
      const kept = await stage.download(stage.bob, attached(file));
      assert.equal(kept.status, confidential ? 403 : 200, `confidential: ${name}`);
      const given = await stage.download(carol, attached(file));
      assert.equal(given.status, isPublic ? 200 : 403, `public: ${name}`);
    }
  });

  test('DL-29: a file’s name is a text and nothing else, in pages, notices, placeholders and every form of the log', async () => {
    const names = [
      '<img src=x onerror=alert(1)>.docx',
      "\"'-alert(1)-'.docx",
      '\u0024{7*7}.docx',
      '{{7*7}}.docx',
      '\u001b[31mred\u001b]0;title\u0007.docx',
      'a\r\nSet-Cookie: x=1\r\n\r\nb.docx',
      '=cmd|calc!A0',
      '+1+1',
      '-1+1',
      '@SUM(1)',
      '\u202excod.exe',
    ];
    for (const name of names)
      for (const asked of ['window', 'script', 'link', 'frame'] as const) {
        const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;
        const headers = [
          ['content-type', 'application/octet-stream'],
          ['content-disposition', disposition],
        ] as const;
        const got = await stage.download(stage.alice, { body: SECRET, headers }, asked);
        const row = await assertBlocked(stage, got, { user: 'alice', policy: 'no-cards' }, `${asked} ${name}`);
        const page = got.body.toString();
        assert.doesNotMatch(String(row.object?.name), UNSEEN);
        assert.ok(!got.headers['set-cookie']?.some((cookie) => cookie.startsWith('x=')), name);
        if (String(got.headers['content-type']).startsWith('text/html')) {
          assert.doesNotMatch(page, /<img src=x/);
          assert.match(
            String(got.headers['content-security-policy']),
            /^default-src 'none'; style-src 'nonce-[\w-]{22}'; script-src 'nonce-[\w-]{22}'; /,
          );
        } else assert.match(String(got.headers['content-type']), /^(application\/json|text\/plain)/);
        assert.equal(got.headers['x-content-type-options'], 'nosniff');
        assert.doesNotMatch(page.replaceAll(/\r?\n/g, ''), UNSEEN, `${asked} ${name}`);
        for (const [format, { line }] of Object.entries(EXPORTERS)) {
          const text = line(row);
          assert.match(text, /^[^\r\n]*\r?\n$/, `${format}: one line`);
          assert.doesNotMatch(text.trimEnd(), UNSEEN, format);
        }
        assert.doesNotMatch(EXPORTERS.csv.line(row), /(^|,)"?[=+\-@]/);
      }
  });

  test('DL-27: what cannot be looked into is not let through, whoever failed and whenever', async () => {
    for (const [name, body, reason] of [
      ['a document that its reader cannot bear', Buffer.from('%PDF-1.7\ngarbage'), 'content-unknown'],
      ['an encrypted archive', zipFile([{ name: 'a', content: 'a', encrypted: true }]), 'content-unknown'],
    ] as const) {
      const row = await assertBlocked(
        stage,
        await stage.download(stage.alice, attached(body)),
        { file: body, user: 'alice', policy: 'no-cards' },
        name,
      );
      assert.ok(
        row.policies.some(({ reasons }) => reasons.includes(reason)),
        name,
      );
    }
    assert.equal((await stage.download(stage.alice, attached(CLEAN))).status, 200, 'as long as the scanner is there');
    stalls = true;
    const given = clamd.seen.length;
    const underway = stage.download(stage.alice, attached(CLEAN));
    for (let tries = 0; tries < 6000 && clamd.seen.length === given; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await clamd.close();
    for (const [when, got] of [
      ['during it', await underway],
      ['before it', await stage.download(stage.alice, attached(CLEAN))],
    ] as const) {
      const row = await assertBlocked(stage, got, { file: CLEAN, user: 'alice', policy: 'no-malware' }, when);
      assert.ok(
        row.policies.some(({ reasons }) => reasons.includes('malware-unknown')),
        when,
      );
    }
  });
});
