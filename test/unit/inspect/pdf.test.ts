import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PDFDocument, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import { zipFile } from '../../support/zip-file.ts';
import { inspectBytes } from './inspect-bytes.ts';

const CARD = '4111 1111 1111 1111';
const ID = '2096f6a2-d2f7-48be-b329-b73aaa526e5d';

async function pdf(write: (document: PDFDocument) => Promise<void> | void = () => {}): Promise<Buffer> {
  const document = await PDFDocument.create();
  document.addPage();
  await write(document);
  return Buffer.from(await document.save());
}

async function see(content: Buffer, given: object = {}) {
  const { status, matches, unscanned } = await inspectBytes(content, given);
  return { status, cards: matches[0]?.count ?? 0, why: unscanned.map(({ why }) => why).join() };
}
const FOUND = { status: 'scanned', cards: 1, why: '' };

const drawn = (document: PDFDocument, text: string, x: number): void =>
  document.getPage(0).drawText(text, { x, y: 500, size: 12 });

test('text of pages, in one and in pieces that touch', async () => {
  assert.deepEqual(await see(await pdf((document) => drawn(document, CARD, 50))), FOUND);
  const pieces = await pdf(async (document) => {
    const font = await document.embedFont(StandardFonts.Helvetica);
    document.getPage(0).setFont(font);
    let x = 50;
    for (const piece of ['41', '111111', '1111', '1111']) {
      drawn(document, piece, x);
      x += font.widthOfTextAtSize(piece, 12);
    }
  });
  assert.deepEqual(await see(pieces), FOUND);
  assert.deepEqual(await see(await pdf((document) => drawn(document, 'nothing', 50))), { ...FOUND, cards: 0 });
});

test('what stands beside the text: title, notes, fields, attachments', async () => {
  assert.equal((await see(await pdf((document) => document.setTitle(CARD)))).cards, 1);
  const noted = await pdf((document) => {
    const note = document.context.obj({
      Type: 'Annot',
      Subtype: 'Text',
      Rect: [0, 0, 9, 9],
      Contents: PDFString.of(CARD),
    });
    document.getPage(0).node.addAnnot(document.context.register(note));
  });
  assert.equal((await see(noted)).cards, 1);
  const form = await pdf((document) => {
    const field = document.getForm().createTextField('a');
    field.setText(CARD);
    field.addToPage(document.getPage(0));
  });
  assert.ok((await see(form)).cards >= 1);
  const attached = await pdf((document) => document.attach(makeDocx([CARD]), 'a.docx'));
  assert.deepEqual(await see(attached), FOUND);
});

test('encrypted, broken, too large, an archive behind, a header further on', async () => {
  const encrypted = await pdf((document) => void document.encrypt({ userPassword: 'u', ownerPassword: 'o' }));
  assert.equal((await see(encrypted)).status, 'encrypted');
  assert.equal((await see(Buffer.from('%PDF-1.7\ngarbage'))).status, 'corrupted');
  const plain = await pdf((document) => drawn(document, CARD, 50));
  assert.equal((await see(plain, { limits: { wholeBytes: 100 } })).status, 'too-large');
  assert.equal((await see(plain, { limits: { milliseconds: 0 } })).status, 'timed-out');
  const hidden = Buffer.concat([plain, zipFile([{ name: 'a', content: 'a' }])]);
  assert.equal((await see(hidden)).status, 'unsupported');
  assert.equal((await see(Buffer.concat([Buffer.from('preamble\n'), plain]))).cards, 1);
  assert.equal((await see(Buffer.concat([Buffer.from('GIF89a'), plain]))).status, 'unsupported');
});

test('labels in the metadata', async () => {
  const labelled = await pdf((document) => {
    const dictionary = document.context.lookup(document.context.trailerInfo.Info) as unknown as {
      set(name: PDFName, value: PDFString): void;
    };
    for (const [key, value] of [
      ['Enabled', 'true'],
      ['Name', 'Secret'],
      ['Method', 'Privileged'],
    ] as const)
      dictionary.set(PDFName.of(`MSIP_Label_${ID}_${key}`), PDFString.of(value));
  });
  const { labels } = await inspectBytes(labelled);
  assert.deepEqual(labels, [
    { source: 'pdf', id: ID, siteId: undefined, name: 'Secret', method: 'Privileged', enabled: true },
  ]);
});
