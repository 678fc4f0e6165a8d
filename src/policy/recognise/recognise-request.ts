import { headerValue, headerValues } from '../../model/headers.ts';
import { parseContentDisposition } from './content-disposition.ts';
import type { RecognisedActivity, RequestView } from './contract.ts';
import { fileNameOfUrl, percentDecoded, shownFileName } from './file-name.ts';
import { base64Octets, decodeOctets } from './octets.ts';

/** Bodies that are the app's own talk, not files: forms, JSON and the protocols built on them. */
const APP_TALK =
  /^(application\/(x-www-form-urlencoded|json|[\w.-]+\+json|graphql|x-ndjson|json-seq|csp-report|grpc-web[\w.+-]*|(?!xhtml)([\w.-]+\+)?xml|x-protobuf)|text\/(plain|xml|ping))$/;
/** Scannable only as it is: a coded body is not read. */
const MULTIPART = /^multipart\/(form-data|related|mixed)$/;

/** Fields by which upload scripts name the file, and how each writes the name. */
const NAMING: Readonly<Record<string, (value: string) => string>> = {
  'content-disposition': (value) => parseContentDisposition(value).filename ?? '',
  'x-file-name': percentDecoded,
  'x-filename': percentDecoded,
  // RFC 5023 section 9.7.1.
  slug: percentDecoded,
  // tus 1.0.0, Creation: `key base64, key base64`.
  'upload-metadata': (value) =>
    decodeOctets(base64Octets(/(?:^|,)\s*(?:file)?name\s+(\S+)/i.exec(value)?.[1] ?? ''), 'utf-8') ?? '',
};
/** Fields that only uploads in pieces have, whatever type is written beside them. */
const MARKING: readonly string[] = [
  // RFC 9110 section 14.5; Google's and Microsoft's resumable uploads.
  'content-range',
  // tus 1.0.0 and draft-ietf-httpbis-resumable-upload.
  'upload-offset',
  'upload-length',
  'upload-complete',
  'x-upload-content-type',
  'x-goog-upload-command',
  'x-ms-blob-type',
  'x-file-size',
];

/** `multipart` says that only the body's part headers can tell (see createMultipartScanner). */
export type RequestRecognition = RecognisedActivity | 'multipart' | undefined;

/**
 * Whether a request with a body is an upload, from its method and headers. A body of which nothing says that it is the
 * app's own talk is one: octets, no type at all, two types at once, whatever the method.
 */
export function recogniseRequest({ method, url, headers }: RequestView): RequestRecognition {
  const length = headerValue(headers, 'content-length');
  if (length !== undefined && Number(length) === 0) return undefined;
  const types = new Set(headerValues(headers, 'content-type'));
  const declared = types.size === 1 ? [...types][0]! : '';
  const type = declared.split(';', 1)[0]!.trim().toLowerCase();
  const coded = headers.some(([name, value]) => name === 'content-encoding' && !/^(identity)?$/i.test(value.trim()));
  if (MULTIPART.test(type) && !coded) return 'multipart';
  const naming = headers.find(([name]) => Object.hasOwn(NAMING, name));
  const named = naming !== undefined && (naming[0] !== 'content-disposition' || /filename/i.test(naming[1]));
  // Script and people write text by POST; by PUT, which some servers read in any case, it becomes a resource of its own (RFC 9110
  // section 9.3.4).
  const talk = APP_TALK.test(type) && !(/^put$/i.test(method) && type === 'text/plain');
  if (talk && !named && !headers.some(([name]) => MARKING.includes(name))) return undefined;
  const name = (naming && shownFileName(NAMING[naming[0]]!(naming[1]))) || fileNameOfUrl(url);
  return {
    activity: 'upload',
    object: {
      url,
      ...(name ? { name } : {}),
      ...(type === '' ? {} : { type }),
      ...(length === undefined ? {} : { size: Number(length) }),
    },
  };
}
