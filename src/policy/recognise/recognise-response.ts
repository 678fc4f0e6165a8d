import type { ActivityObject } from '../../model/activity.ts';
import { headerValue, headerValues } from '../../model/headers.ts';
import { type Disposition, parseContentDisposition } from './content-disposition.ts';
import type { RecognisedActivity, ResponseView } from './contract.ts';
import { fileNameOfUrl, shownFileName } from './file-name.ts';
import { isFile, isMedia, isOctets, isPagePart, isShown, isTable, mediaType, realType } from './media-kinds.ts';

/** Destinations (Fetch, section 2.2.5) whose answer the browser shows or, if it cannot, saves. */
const NAVIGATIONS: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'fencedframe', 'object', 'embed']);

/** Parts of a page -> the types that can be one. A browser uses such an answer, so that "attachment" on it saves nothing. */
const PARTS: Readonly<Record<string, RegExp>> = {
  image: /^image\//,
  audio: /^(audio|video)\//,
  video: /^(audio|video)\//,
  track: /^text\//,
  font: /^(font\/|application\/(font|x-font|vnd\.ms-fontobject))/,
  style: /^text\//,
  script: /javascript|ecmascript|json|^text\//,
  worker: /javascript|ecmascript|^text\//,
  sharedworker: /javascript|ecmascript|^text\//,
  serviceworker: /javascript|ecmascript|^text\//,
  audioworklet: /javascript|ecmascript|^text\//,
  paintworklet: /javascript|ecmascript|^text\//,
  json: /json|^text\//,
  manifest: /json|^text\//,
  xslt: /xml|^text\//,
};

/** Names that servers give JSON answers only to keep browsers from sniffing them, which makes them no files. */
const GUARD_NAMES: ReadonlySet<string | undefined> = new Set([
  undefined,
  'f.txt',
  'json.txt',
  'response.bin',
  'response.json',
  'api.json',
]);

/** An answer as the rules below look at it. */
interface Seen {
  readonly type: string;
  readonly disposition: Disposition;
  readonly view: ResponseView;
}

/**
 * What an answer is for the user, from the answer: its disposition, the type its bytes show and what the browser will do
 * with it. Never from the URL's text, and never from a declared type that the bytes contradict. Undefined: nothing that
 * a person does (a part of a page, a script's own talk, no content).
 */
export function recogniseResponse(view: ResponseView): RecognisedActivity | undefined {
  const { method, status, destination, size } = view;
  if (method === 'HEAD' || status < 200 || status >= 300 || status === 204 || status === 205) return undefined;
  const { object, type, declared, disposition } = looked(view);
  if (size !== 0 && isDownload({ type, disposition, view }, declared)) return { activity: 'download', object };
  return destination === 'document' || destination === undefined ? { activity: 'view', object } : undefined;
}

/** What an answer holds, whether or not it is anything that a person does. */
export function heldObject(view: ResponseView): ActivityObject {
  return looked(view).object;
}

function looked(view: ResponseView) {
  const { url, responseHeaders, sniffedType, size } = view;
  const declared = mediaType(headerValue(responseHeaders, 'content-type'));
  const type = realType(declared, isLaterPiece(view) ? undefined : sniffedType);
  const disposition = dispositionOf(view);
  const name = shownFileName(disposition.filename ?? '') || fileNameOfUrl(url);
  const object: ActivityObject = {
    url,
    ...(name ? { name } : {}),
    ...(type === '' ? {} : { type }),
    ...(size === undefined ? {} : { size }),
  };
  return { object, type, declared, disposition };
}

/** Of several fields (browsers differ on which counts) any that says attachment is believed. */
function dispositionOf({ responseHeaders }: ResponseView): Disposition {
  const all = headerValues(responseHeaders, 'content-disposition').map(parseContentDisposition);
  return {
    attachment: all.some(({ attachment }) => attachment),
    filename: all.find(({ filename }) => filename !== undefined)?.filename,
  };
}

/**
 * A range that does not begin with the first byte (RFC 9110 section 14.4), or several: its bytes show no type. Nor do those of
 * a piece that nobody asked for, whatever place it claims to be from.
 */
function isLaterPiece({ status, requestHeaders, responseHeaders }: ResponseView): boolean {
  if (status !== 206) return false;
  if (requestHeaders !== undefined && headerValue(requestHeaders, 'range') === undefined) return true;
  return !/^\s*bytes\s+0-/i.test(headerValue(responseHeaders, 'content-range') ?? '');
}

function isDownload(seen: Seen, declared: string): boolean {
  const { type, disposition, view } = seen;
  const { destination } = view;
  // Counted as what it may be (law 6). Players read media in pieces.
  if (view.unreadable === true || (isLaterPiece(view) && !isMedia(type))) return true;
  // A declared type that the browser will not show is saved, even where the bytes are of a type it would.
  const shown = isShown(type) && (isShown(declared) || declared === '');
  if (destination === undefined) return disposition.attachment || !(shown || isPagePart(type));
  if (NAVIGATIONS.has(destination)) return disposition.attachment || !shown;
  if (destination === 'empty' && isPassedOn(view)) return disposition.attachment || !shown;
  if (destination === 'empty') return isSavedByLink(seen) || isFetchedFile(seen);
  // A part of a page is used, not saved; but a document is no part of a page, and an attachment must be of the kind asked for.
  return isFile(type) || (disposition.attachment && !(PARTS[destination]?.test(type) ?? false));
}

/**
 * A navigation that a service worker passes on: its destination is lost, and the browser will show the answer. What an
 * `<a download>` sends has neither field.
 */
function isPassedOn({ requestHeaders = [] }: ResponseView): boolean {
  return (
    headerValue(requestHeaders, 'sec-fetch-mode') === 'navigate' &&
    headerValue(requestHeaders, 'upgrade-insecure-requests') === '1' &&
    /\btext\/html\b/.test(headerValue(requestHeaders, 'accept') ?? '')
  );
}

/**
 * `<a download>` and "save link as": no destination, and a mode that a script's fetch has rarely or never. Chromium
 * navigates, which no script can; others follow HTML ("download the hyperlink") with no-cors, as prefetching also does.
 */
function isSavedByLink({ type, view: { method, requestHeaders = [] } }: Seen): boolean {
  const mode = headerValue(requestHeaders, 'sec-fetch-mode');
  if (mode === 'navigate') return true;
  if (mode !== 'no-cors' || !/^get$/i.test(method)) return false;
  const prefetch = headerValue(requestHeaders, 'sec-purpose') ?? headerValue(requestHeaders, 'purpose');
  return prefetch === undefined && (isMedia(type) || isTable(type) || isOctets(type));
}

/** Read by script: documents and archives are files on their way to the user; plain data is the app's own. */
function isFetchedFile({ type, disposition }: Seen): boolean {
  if (isFile(type)) return true;
  return disposition.attachment && !(/json|javascript/.test(type) && GUARD_NAMES.has(disposition.filename));
}
