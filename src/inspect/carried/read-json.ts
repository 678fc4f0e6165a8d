import { createJsonReader, type JsonPart } from '../../catalog/json-reader.ts';
import type { CarriedFiles } from '../../model/carried-files.ts';
import { type CarriedPart, gatherCarried } from './carried-parts.ts';

/** A body in pieces of text: what it carries, as far as it has come. */
export interface CarriedReader {
  read(text: string): Generator<CarriedPart>;
  /** Throws where it ends too early. */
  end(): Generator<CarriedPart>;
}

/** Names longer than that name no file. */
const LONGEST_NAME = 256;

/** Reads what a JSON text carries. Both methods throw a JsonFault on what is none. */
export function readCarriedJson(files: readonly CarriedFiles[]): CarriedReader {
  const json = createJsonReader();
  const gathered = gatherCarried(files);
  /** Name of the member that is being read, in each object; `undefined` in a list. */
  const path: (string | undefined)[] = [];
  let name = '';
  let isBegun = false;

  function* taken(parts: Iterable<JsonPart>): Generator<CarriedPart> {
    for (const part of parts) {
      if (part.kind === 'open') {
        path.push(part.isList ? undefined : '');
        if (!part.isList) gathered.open();
      } else if (part.kind === 'close') {
        if (path.pop() !== undefined) yield* gathered.close();
      } else if (part.kind === 'atom') {
        gathered.begin(part.text === 'null' ? [] : path);
        yield* gathered.piece(part.text);
        yield* gathered.end();
      } else if (part.isName) {
        yield { kind: 'text', text: part.text };
        if (name.length <= LONGEST_NAME) name += part.text;
        if (!part.ends) continue;
        yield { kind: 'text', text: ': ' };
        path[path.length - 1] = name;
        name = '';
      } else {
        if (!isBegun) gathered.begin(path);
        isBegun = !part.ends;
        if (part.text !== '') yield* gathered.piece(part.text);
        if (part.ends) yield* gathered.end();
      }
    }
  }

  return { read: (text) => taken(json.read(text)), end: () => taken(json.end()) };
}
