/** Fields of requests that bring a file in pieces (RFC 9110 14.5, tus, resumable uploads): one of them shows nothing of the others. */
const FIELDS: ReadonlySet<string> = new Set([
  'content-range',
  'upload-offset',
  'upload-complete',
  'upload-incomplete',
  'x-goog-upload-offset',
  'x-chunk-number',
  'x-chunk-index',
]);
/** Parameters of addresses that do: parts and blocks of object stores, and what upload scripts write. */
const PARAMETERS =
  /[?&](?:partNumber|blockid|resumableChunkNumber|flowChunkNumber|dzchunkindex|qqpartindex|chunkIndex|chunkNumber)=/i;
/** Paths of upload sessions of Dropbox, whatever else a request to them says. */
const SESSIONS = /upload_session[/\\.;]+(?:start|append|finish)/i;
/** How upload scripts say in a form how many pieces there are; one is a whole file. */
const TOTALS =
  /name="?(?:dztotalchunkcount|resumableTotalChunks|flowTotalChunks|qqtotalparts|chunks|totalChunks|chunkCount)"?[ \t]*\r?\n(?:[^\r\n]+\r?\n){0,16}\r?\n\s*(\d+)/gi;

/** Whether a request brings a piece of a file. `form` is the beginning of its body, where that is a form. */
export function isUploadPiece(
  url: string,
  headers: readonly (readonly [name: string, value: string])[],
  form: string,
): boolean {
  if (headers.some(([name]) => FIELDS.has(name))) return true;
  // Letters may be spelled in percent, and some servers read that twice.
  const spellings = [url, spelledOut(url), spelledOut(spelledOut(url))];
  if (spellings.some((each) => PARAMETERS.test(each) || SESSIONS.test(each))) return true;
  return [...form.matchAll(TOTALS)].some(([, total]) => Number(total) !== 1);
}

function spelledOut(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
