import { headerValue } from '../../model/headers.ts';
import { parseContentDisposition } from './content-disposition.ts';
import type { RecognisedActivity, ResponseView } from './contract.ts';
import { fileNameOfUrl, shownFileName } from './file-name.ts';

/** Types a browser saves or an office program opens; never the stuff a page is built from. */
const FILE_TYPES =
  /^(application\/(pdf|zip|gzip|x-7z-compressed|x-rar|vnd\.rar|x-tar|x-bzip2|x-xz|zstd|msword|rtf|vnd\.(ms-|openxmlformats-|oasis\.opendocument)[\w.+-]*|x-cfb|x-msdownload|x-dosexec|x-executable|x-mach-binary|java-archive|epub\+zip|vnd\.sqlite3|x-iso9660-image|postscript|octet-stream|force-download|x-download)|text\/csv|text\/tab-separated-values|text\/calendar|text\/vcard|message\/rfc822)\b/i;
/** Types the browser shows itself when navigated to. */
const SHOWN =
  /^(text\/(html|plain|xml|css|javascript)|application\/(xhtml\+xml|xml|json|javascript|pdf)|image\/|video\/|audio\/)/i;
/** Types that are data of a script in every app: a `fetch` of them is no download. */
const SCRIPT_DATA = /^(application\/(octet-stream|wasm|zip|gzip|x-protobuf)|text\/csv)\b/i;
const NAVIGATIONS: ReadonlySet<string | undefined> = new Set([
  'document',
  'iframe',
  'frame',
  'object',
  'embed',
  undefined,
]);

/**
 * What an answer is for the user, from the answer: its disposition, the type its bytes show and what the browser will do
 * with it. Never from the URL's text, and never from a declared type that the bytes contradict.
 */
export function recogniseResponse(view: ResponseView): RecognisedActivity | undefined {
  const { method, url, status, responseHeaders, sniffedType, destination, size } = view;
  if (method === 'HEAD' || status < 200 || status >= 300 || status === 204 || status === 205) return undefined;
  const declared = (headerValue(responseHeaders, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  const field = headerValue(responseHeaders, 'content-disposition');
  const disposition = field === undefined ? undefined : parseContentDisposition(field);
  const type = sniffedType ?? declared;
  const name = shownFileName(disposition?.filename ?? '') || fileNameOfUrl(url);
  const object = {
    url,
    ...(name ? { name } : {}),
    ...(type === '' ? {} : { type }),
    ...(size === undefined ? {} : { size }),
  };
  if (isDownload(view, declared, disposition?.attachment ?? false)) return { activity: 'download', object };
  return destination === 'document' || destination === undefined ? { activity: 'view', object } : undefined;
}

function isDownload({ sniffedType, destination }: ResponseView, declared: string, attachment: boolean): boolean {
  const navigation = NAVIGATIONS.has(destination);
  // Sub-resources cannot be saved by the browser whatever they say: an attachment as an image is shown, not stored.
  if (attachment) return navigation || destination === 'empty';
  if (navigation) {
    // What the browser cannot show it saves; bytes that contradict a declared type count as what they are.
    const shown = SHOWN.test(declared) && (sniffedType === undefined || SHOWN.test(sniffedType));
    return !shown && !declared.startsWith('multipart/') && (declared !== '' || FILE_TYPES.test(sniffedType ?? ''));
  }
  if (destination !== 'empty') return false;
  // Read by script: documents and archives are files on their way to the user; plain data is the app's own.
  if (sniffedType !== undefined) return FILE_TYPES.test(sniffedType) && !SCRIPT_DATA.test(sniffedType);
  return FILE_TYPES.test(declared) && !SCRIPT_DATA.test(declared);
}
