import { type FormPart, formPart } from '../../catalog/uploads/form-protocols.ts';
import { createFormReader } from './form-reader.ts';
import type { JoinedParts, PartJoin, PartOfUpload } from './joined-parts.ts';

/** A piece of a file in a form of its own, and whose of which upload it is. */
export interface FormOfUpload extends PartOfUpload {
  readonly contentType: string;
  readonly count: number;
}

/** What the beginning of a form says of the piece that it brings. */
export function formPartOf(contentType: string, beginning: Buffer): FormPart | undefined {
  const reader = createFormReader(contentType);
  reader.write(beginning);
  return formPart(reader.fields);
}

/** Keeps the file of a form that comes. What was not read in one way only makes its upload unknown. */
export function beginFormJoin(parts: JoinedParts, place: FormOfUpload): PartJoin | undefined {
  const join = parts.begin(place);
  if (!join) return undefined;
  const reader = createFormReader(place.contentType);
  return {
    async see(chunk) {
      for (const piece of reader.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)))
        await join.see(piece);
    },
    end() {
      const said = formPart(reader.fields);
      const isSame =
        said !== undefined &&
        place.upload.endsWith(` form ${said.upload}`) &&
        place.part === `${said.part}` &&
        place.count === said.count;
      if (isSame && reader.isWhole()) return join.end();
      parts.spoil(place.upload, '', place.sessionId);
      return 'broken';
    },
    release: join.release,
  };
}
