import { type Fields, gather } from './fields.ts';
import { createJsonReader, JsonFault } from './json-reader.ts';

/** Values longer than that are what they may be; see LONGEST in pattern.ts. */
const LONGEST = 8193;
const LONGEST_NAME = 256;

/** A name and a value as JSON writes them, wherever they stand. */
const pairOf = (name: string): RegExp => {
  const last = name.slice(name.lastIndexOf('.') + 1).replace(/[^\w]/g, '\\$&');
  return new RegExp(`"${last}"\\s*:\\s*(?:"([^"]{0,${LONGEST}})|([\\w.+-]{1,64}))`, 'gi');
};

/**
 * The fields of a message that rules ask for, `names`. A text of JSON is read by its paths, and of a name that stands there twice both values
 * count. Other texts and bytes, and JSON within strings, are searched for the last of the names: of what packs JSON in another talk, nobody here
 * knows where it begins.
 */
export function messageFields(text: string, names: ReadonlySet<string>): Fields {
  const gathered = gather();
  const isWhole = readPaths(text, (name, value) => {
    if (names.has(name)) gathered.add(name, value);
  });
  if (isWhole) return gathered.fields();
  const loose = gather();
  const plain = unescaped(unescaped(text));
  for (const name of names)
    for (const [, quoted, word] of plain.matchAll(pairOf(name))) loose.add(name, quoted ?? word ?? '');
  return loose.fields();
}

function unescaped(text: string): string {
  return text
    .replace(/\\u00([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\(["\\/])/g, '$1');
}

/** Tells the leaves of a JSON text; whether it is one from beginning to end, without any other in its strings. */
function readPaths(text: string, tell: (name: string, value: string) => void): boolean {
  const reader = createJsonReader();
  const path: string[] = [];
  let name = '';
  let value = '';
  let isPlain = /^\s*[[{]/.test(text);
  const take = (parts: ReturnType<typeof reader.read>): void => {
    for (const part of parts) {
      if (part.kind === 'open') {
        if (path.length > 0) tell(path.join('.'), '');
        path.push(part.isList ? '*' : '');
      } else if (part.kind === 'close') path.pop();
      else if (part.kind === 'atom') tell(path.join('.'), part.text);
      else if (part.isName) {
        if (name.length <= LONGEST_NAME) name += part.text;
        if (!part.ends) continue;
        path[path.length - 1] = name.toLowerCase();
        name = '';
      } else {
        if (value.length < LONGEST) value += part.text;
        if (!part.ends) continue;
        if (/^\s*[[{]/.test(value)) isPlain = false;
        tell(path.join('.'), value);
        value = '';
      }
    }
  };
  if (!isPlain) return false;
  try {
    take(reader.read(text));
    take(reader.end());
    return isPlain;
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    return false;
  }
}
