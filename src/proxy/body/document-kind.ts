import { type HeaderList, headerValue } from '../../model/headers.ts';

/** What a body is rewritten as. `undefined` elsewhere means: passed through byte for byte. */
export type DocumentKind =
  | 'html'
  | 'xml'
  | 'xslt'
  | 'css'
  | 'script'
  | 'worker'
  | 'worklet'
  | 'manifest'
  | 'speculation-rules'
  | 'hls'
  | 'dash'
  | 'source-map';

const MEDIA_TYPES: ReadonlyArray<readonly [pattern: RegExp, kind: DocumentKind]> = [
  [/^text\/html\b/, 'html'],
  [/^application\/dash\+xml\b/, 'dash'],
  [/^application\/manifest\+json\b/, 'manifest'],
  [/^application\/speculationrules\+json\b/, 'speculation-rules'],
  [/^(application\/(vnd\.apple\.|x-)|audio\/(x-)?)mpegurl\b/, 'hls'],
  // MIME Sniffing, "XML MIME type": any of them can hold elements that run script.
  [/^(text|application)\/xml\b/, 'xml'],
  [/^[!#$&^_.a-z0-9-]+\/[!#$&^_.a-z0-9-]*\+xml(?![!#$&^_.a-z0-9-])/, 'xml'],
  [/^text\/css\b/, 'css'],
  [/^(application|text)\/(x-)?(java|ecma)script\b/, 'script'],
  [/^text\/(javascript1\.[0-5]|jscript|livescript)\b/, 'script'],
];

/** Which kinds a fetch destination (Fetch standard, "request destination") can execute or render. */
const DESTINATIONS: Readonly<Record<string, readonly DocumentKind[]>> = {
  document: ['html', 'xml'],
  iframe: ['html', 'xml'],
  frame: ['html', 'xml'],
  object: ['html', 'xml'],
  embed: ['html', 'xml'],
  fencedframe: ['html', 'xml'],
  style: ['css'],
  script: ['script'],
  worker: ['worker'],
  sharedworker: ['worker'],
  serviceworker: ['worker'],
  audioworklet: ['worklet'],
  paintworklet: ['worklet'],
  manifest: ['manifest'],
  speculationrules: ['speculation-rules'],
  xslt: ['xslt'],
  // Play lists that a player in the page fetches are its data; only a player that is the browser itself follows these.
  video: ['hls', 'dash'],
  audio: ['hls', 'dash'],
};

/** A JSON module (HTML 8.1.4.2); some engines ask for it as for the worker that imports it. */
const JSON_TYPE = /^(?:(?:application|text)\/json|[^/;]+\/[^/;]+\+json)(?![^;\s])/;
/** What gets the runtime put before it. */
const STARTED: ReadonlySet<DocumentKind | undefined> = new Set(['worker', 'worklet']);

const TAKEN_AS_ASKED: ReadonlySet<DocumentKind> = new Set(['script', 'worker', 'worklet', 'manifest', 'xslt']);

/**
 * How to rewrite an answer. Decided by what the browser will *do* with it, not by its type alone: a page that is rendered
 * is rewritten, the same page read by `fetch` is the app's data and stays as it is (law 1). Without fetch metadata (an
 * old client, a test) the type decides.
 */
export function documentKind(requestHeaders: HeaderList, contentType: string | undefined): DocumentKind | undefined {
  const type = (contentType ?? '').trim().toLowerCase();
  const byType = MEDIA_TYPES.find(([pattern]) => pattern.test(type))?.[1];
  const destination = headerValue(requestHeaders, 'sec-fetch-dest');
  if (destination === undefined) return byType;
  const allowed = DESTINATIONS[destination];
  if (!allowed || (STARTED.has(allowed[0]) && JSON_TYPE.test(type))) return undefined;
  // These are taken for what they were asked as, whatever their declared type says; a missing or wrong one is common.
  if (allowed[0] !== undefined && TAKEN_AS_ASKED.has(allowed[0])) return byType === 'html' ? undefined : allowed[0];
  return byType && allowed.includes(byType) ? byType : undefined;
}
