import { decoded } from './path-spellings.ts';

/** Names in lower case -> values: of a query, a form or a JSON body. `complete`: what is not there is not sent. */
export interface Fields {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly complete: boolean;
}

/** A body that nobody could read: every field may be in it. */
export const UNREAD: Fields = { values: new Map(), complete: false };
export const NO_FIELDS: Fields = { values: new Map(), complete: true };

/** Members of a JSON body that are kept; beyond, the rest counts as unread. */
const MAX_FIELDS = 5000;

/** A query or an `application/x-www-form-urlencoded` body (WHATWG URL, section 5.1). */
export function formFields(text: string): Fields {
  const gathered = gather();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    gathered.add(plain(name), equals < 0 ? '' : plain(pair.slice(equals + 1)));
  }
  return gathered.fields();
}

function plain(text: string): string {
  return decoded(text.replaceAll('+', ' '));
}

/** The leaves of a JSON text by dotted path, elements of lists by `*`; undefined when it is no object or list. */
export function jsonFields(text: string): Fields | undefined {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    // JSON.parse has no other way to say so.
    return undefined;
  }
  if (typeof root !== 'object' || root === null) return undefined;
  const gathered = gather();
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: root }];
  for (let next = open.pop(); next !== undefined && !gathered.full(); next = open.pop()) {
    const { path, value } = next;
    const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
    if (Array.isArray(value)) for (const each of value) open.push({ path: at('*'), value: each });
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) open.push({ path: at(key), value: each });
    else gathered.add(path, String(value));
    // That it is there can be asked of a part as well.
    if (path !== '' && typeof value === 'object' && value !== null) gathered.add(path, '');
  }
  return gathered.fields();
}

/** Gathers names and values; see `Fields`. */
export function gather(): { add(name: string, value: string): void; full(): boolean; fields(): Fields } {
  const values = new Map<string, string[]>();
  let count = 0;
  const full = (): boolean => count >= MAX_FIELDS;
  return {
    add(written, value) {
      if (full()) return;
      count++;
      // PHP drops spaces in front of a name and all from a NUL on; `a[]` is a list of `a`.
      const name = written
        .replace(/^ +/, '')
        .replace(/\0[\s\S]*$/, '')
        .replace(/\[\]$/, '')
        .toLowerCase();
      // `a[0][b]` and `a[][b]` are members of elements, as in JSON.
      const dotted = name.replace(/\[\d*\]/g, '.*').replace(/\[([^\]]*)\]/g, '.$1');
      for (const each of new Set([name, dotted])) {
        const held = values.get(each);
        if (held) held.push(value);
        else values.set(each, [value]);
      }
    },
    full,
    fields: () => ({ values, complete: !full() }),
  };
}
