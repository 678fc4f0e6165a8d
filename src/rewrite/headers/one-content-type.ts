import { type HeaderList, headerValues } from '../../model/headers.ts';

const NAME = 'content-type';
/** Commas part values, but not in quotes (Fetch section 2.2.2, "get, decode, and split"). */
const VALUE = /(?:"(?:[^"\\]|\\.)*"?|[^",])+/gs;
const TYPE = /^[\t\n\r ]*([\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+)[\t\n\r ]*(?:;|$)/;
const CHARSET = /;[\t\n\r ]*charset[\t\n\r ]*=[\t\n\r ]*("(?:[^"\\]|\\.)*"|[^;"]+)/i;

/**
 * Fields with one Content-Type: of several, and of a list, the last that is a type, which keeps the charset of the same type before it (Fetch,
 * "extract a MIME type"). Whoever reads the first would take a file for a page. One alone stays as it is, and what holds no type at all.
 */
export function withOneContentType(headers: HeaderList): HeaderList {
  const fields = headerValues(headers, NAME);
  if (fields.length === 0 || (fields.length === 1 && !fields[0]!.includes(','))) return headers;
  let one: string | undefined;
  let essence = '';
  let charset: string | undefined;
  for (const [value] of fields.join(',').matchAll(VALUE)) {
    const type = TYPE.exec(value)?.[1]?.toLowerCase();
    if (type === undefined || type === '*/*') continue;
    const own = CHARSET.exec(value)?.[1];
    charset = own ?? (type === essence ? charset : undefined);
    one = value.trim() + (own === undefined && charset !== undefined ? `;charset=${charset}` : '');
    essence = type;
  }
  if (one === undefined) return headers;
  return [...headers.filter(([name]) => name !== NAME), [NAME, one]];
}
