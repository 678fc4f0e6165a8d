import { headerValue } from '../../model/headers.ts';
import { parseContentDisposition } from './content-disposition.ts';
import type { RecognisedActivity, RequestView } from './contract.ts';
import { fileNameOfUrl, shownFileName } from './file-name.ts';

/** Methods that bring a body of their own to the app. */
const CARRIES_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
/** Bodies that are the app's own talk, not files: forms, JSON and the protocols built on them. */
const APP_TALK =
  /^(application\/(x-www-form-urlencoded|json|[\w.+-]+\+json|graphql|x-ndjson|json-patch\+json|csp-report|reports\+json|grpc-web[\w.+-]*|xml|[\w.+-]+\+xml|x-protobuf)|text\/(plain|xml|ping))\b/i;
/** Fields by which upload scripts name the file. */
const NAMING = ['x-file-name', 'x-filename', 'slug', 'upload-metadata', 'x-upload-content-type'] as const;

/** `multipart` says that only the body's part headers can tell (see createMultipartScanner). */
export type RequestRecognition = RecognisedActivity | 'multipart' | undefined;

/** Whether a request is an upload, from its method and headers. */
export function recogniseRequest({ method, url, headers }: RequestView): RequestRecognition {
  if (!CARRIES_BODY.has(method)) return undefined;
  const length = headerValue(headers, 'content-length');
  if (length === '0') return undefined;
  const type = headerValue(headers, 'content-type') ?? '';
  if (/^multipart\/(form-data|related|mixed)\b/i.test(type)) return 'multipart';
  const disposition = headerValue(headers, 'content-disposition');
  const named = disposition === undefined ? undefined : parseContentDisposition(disposition).filename;
  const naming = NAMING.map((name) => headerValue(headers, name)).find((value) => value !== undefined);
  const talk = APP_TALK.test(type) || (type === '' && method !== 'PUT');
  if (talk && named === undefined && naming === undefined) return undefined;
  const name = shownFileName(named ?? naming ?? '') || fileNameOfUrl(url);
  return {
    activity: 'upload',
    object: {
      url,
      ...(name ? { name } : {}),
      ...(type === '' ? {} : { type: type.split(';')[0]!.trim().toLowerCase() }),
      ...(length === undefined ? {} : { size: Number(length) }),
    },
  };
}
