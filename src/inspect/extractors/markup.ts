import { attributesOf, localName } from '../markup/attributes.ts';
import { createLabelReader } from '../markup/label-reader.ts';
import { createMarkupReader } from '../markup/markup-reader.ts';
import { HTML, type Vocabulary, vocabularyOf } from '../markup/vocabularies.ts';
import { decodeInto } from '../text/decoder.ts';
import type { Extractor, OpenDocument } from './extractor.ts';

const DECLARED_INSIDE = [
  /<\?xml[^>]{0,200}\sencoding\s*=\s*["']([\w.:-]{1,40})/,
  /<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})/i,
];
/** Entities of a document's own could stand for anything. */
const OWN_ENTITY = /<!ENTITY/;

/** ECMA-376 part 1, 17.3.3.7. */
const DELETED = 'delText';
/** Characters of a paragraph; what is more is read as it comes. */
const MOST_DELETED = 64 * 1024;

/** OpenDocument 1.3 part 2, 3.16, and XML Encryption as EPUB has it. */
const ENCRYPTION = /^(?:encryption-data|EncryptedData)$/;

/** HTML, XML of any vocabulary (the parts of Office and OpenDocument packages among them), SVG. */
export const markup: Extractor = {
  name: 'markup',
  fits: (type) =>
    /^(?:text\/html|application\/xml|text\/xml|application\/xhtml\+xml)$/.test(type) || type.endsWith('+xml'),
  async extract(document) {
    const { reader, budget } = document;
    const first = await reader.peek(4096);
    const head = Buffer.from(first).toString('latin1').slice(0, 4096).replaceAll('\0', '');
    const inside = DECLARED_INSIDE.map((sign) => sign.exec(head)?.[1]).find((name) => name !== undefined);
    const listener = listenerOf(document);
    const markupReader = createMarkupReader(listener);
    const decoder = decodeInto(markupReader, first, document.charset ?? inside, (why) =>
      document.unscanned('unsupported', why),
    );
    for await (const piece of reader.pieces()) {
      budget.checkTime();
      decoder.write(piece);
    }
    decoder.end();
    markupReader.end();
    listener.end();
  },
};

function listenerOf(document: OpenDocument) {
  const { text, aside, type } = document;
  const labels = createLabelReader(document.label);
  const html = type === 'text/html';
  let vocabulary: Vocabulary | undefined = html ? HTML : undefined;
  /** Elements that are open, and how many of them show their text. */
  let showing = 0;
  let entities = false;
  /** What was deleted of a paragraph and is still tracked, in one: it stands in runs as the text does, and no reader sees it in between. */
  let deleting = 0;
  let deleted = '';
  const tellDeleted = (): void => {
    if (deleted !== '') aside.write(`\n${deleted}\n`);
    deleted = '';
  };

  const boundary = (name: string, isOpened: boolean): void => {
    if (isOpened && vocabulary!.stands?.[name] !== undefined) text.write(vocabulary!.stands[name]);
    else if (vocabulary!.parts(name)) {
      text.write('\n');
      tellDeleted();
    } else text.seam();
  };

  return {
    open(name: string, attributes: string, empty: boolean) {
      const local = localName(name);
      vocabulary ??= vocabularyOf(local, attributes);
      boundary(local, true);
      if (!empty && vocabulary.shown?.has(local) === true) showing++;
      if (!empty && local === DELETED) deleting++;
      if (attributes.includes('=')) for (const [, value] of attributesOf(attributes)) aside.write(`${value}\n`);
      labels.open(name, attributes);
      if (ENCRYPTION.test(local)) document.unscanned('encrypted', 'a part of the package is encrypted');
    },
    close(name: string) {
      const local = localName(name);
      if (vocabulary === undefined) return;
      boundary(local, false);
      if (vocabulary.shown?.has(local) === true) showing = Math.max(0, showing - 1);
      else if (vocabulary.shown !== undefined) aside.write('\n');
      if (local === DELETED) deleting = Math.max(0, deleting - 1);
      labels.close(name);
    },
    text(characters: string) {
      if (deleting > 0 && deleted.length < MOST_DELETED) deleted += characters;
      else if (vocabulary?.shown === undefined || showing > 0) text.write(characters);
      else aside.write(characters);
      labels.text(characters);
    },
    beside(characters: string) {
      aside.write(characters);
      if (!entities && OWN_ENTITY.test(characters)) {
        entities = true;
        document.unscanned('unsupported', 'it declares entities of its own');
      }
    },
    raw: (name: string) => html && /^(?:script|style)$/i.test(name),
    end() {
      tellDeleted();
      labels.end();
    },
  };
}
