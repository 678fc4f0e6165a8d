import { type HeaderList, headerValue } from '../../model/headers.ts';

/** Fields that speak of the bytes as the app sent them; a copy of what was changed is nobody's to keep. */
const OF_THE_BYTES: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
  'accept-ranges',
  'content-range',
  'etag',
  'last-modified',
  'cache-control',
  'expires',
  'pragma',
]);

/** The header of an answer whose body the gateway changed and sends without a content coding; `fields` replace the app's. */
export function changedHeaders(headers: HeaderList, fields: Readonly<Record<string, string>>): HeaderList {
  return [
    ...headers.filter(([name]) => !OF_THE_BYTES.has(name) && !Object.hasOwn(fields, name)),
    ...Object.entries(fields),
    ['cache-control', 'no-store'],
  ];
}

/** The media type of a body that is in another character set now. */
export function inCharset(headers: HeaderList, charset: string | undefined): Readonly<Record<string, string>> {
  if (charset === undefined) return {};
  const bare = (headerValue(headers, 'content-type') ?? 'text/plain').replace(/;\s*charset\s*=\s*"?[^\s";]+"?/i, '');
  return { 'content-type': `${bare}; charset=${charset}` };
}
