import { JsonFault } from '../../catalog/json-reader.ts';
import type { CarriedPart, Written } from '../../inspect/carried/carried-parts.ts';
import { type CarriedReader, readCarriedJson } from '../../inspect/carried/read-json.ts';
import { sniffType } from '../../inspect/file-type.ts';
import type { CarriedFiles } from '../../model/carried-files.ts';
import { isMedia } from '../../policy/recognise/media-kinds.ts';

/** Bytes of an answer in which a file that it carries is sought. */
export const FIND_BYTES = 64 * 1024;
/** Letters from which on a text of base64 is no word. */
const NO_WORD = 64;

/**
 * Whether an answer carries a file that is saved: bytes as base64 that are no picture, sound or film. `first`: the beginning of its JSON, or
 * all of it. Where what is said of it comes later, its letters say it; where no file is found but more is to come, there may be one.
 */
export function carriesFile(first: Uint8Array, files: readonly CarriedFiles[]): boolean {
  const reader = readCarriedJson(files);
  const text = new TextDecoder().decode(first, { stream: true });
  let written: Written | undefined;
  let content = '';
  const seen: boolean[] = [];
  const take = (parts: Iterable<CarriedPart>): void => {
    for (const part of parts) {
      if (part.kind === 'file') {
        written = part.written;
        content = '';
      } else if (part.kind === 'piece') content += part.text;
      else if (part.kind === 'end') {
        seen.push(isSaved(content, written));
        written = undefined;
      }
    }
  };
  try {
    take(reader.read(text));
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return seen.includes(true);
  }
  if (written !== undefined) seen.push(isSaved(content, written));
  return seen.includes(true) || (seen.length === 0 && !isOver(reader, take));
}

/** Whether that was all; what waited for the end is taken then. */
function isOver(reader: CarriedReader, take: (parts: Iterable<CarriedPart>) => void): boolean {
  try {
    take(reader.end());
    return true;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return false;
  }
}

function isSaved(content: string, written: Written | undefined): boolean {
  const isBase64 =
    written === 'base64' ||
    (written === 'either' && content.length >= NO_WORD && /^[A-Za-z0-9+/_=\s-]*$/.test(content));
  if (!isBase64 || content === '') return false;
  const type = sniffType(Buffer.from(content, 'base64'));
  return type === undefined || !isMedia(type);
}
