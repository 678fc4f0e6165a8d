import { DOCUMENTS } from '../../model/handed-answer.ts';
import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { isFile, isShown, isTable } from '../../policy/recognise/media-kinds.ts';

/** What a browser makes a document of by itself, around which no app has put a page (HTML 7.5.2 to 7.5.5). */
export type AloneKind = 'text' | 'image' | 'audio' | 'video';

const NAVIGATED: ReadonlySet<string> = new Set(DOCUMENTS);

/** Types of text that browsers save all the same, or read as XML. */
const NOT_SHOWN =
  /^text\/(?:html|xml|xsl|directory|ldif|ofx|tsv|(?:x-)?(?:qif|vcf|vcalendar|calendar)|vnd\.sun\.j2me\.app-descriptor|x-ms-(?:iqy|odc))$/;
const TEXT = /^(?:text\/.+|application\/(?:json|(?:x-)?(?:java|ecma)script|[\w.-]+\+json))$/;
const MEDIA = /^(image|audio|video)\//;

/** An answer, as far as it has to be known. */
interface Alone {
  readonly method: string;
  readonly status: number;
  readonly headers: HeaderList;
  readonly responseHeaders: HeaderList;
}

/** What a type is shown as in a window or frame of its own. SVG and other XML are pages already; what is none of these is saved, or shown by a viewer. */
export function aloneKind(type: string): AloneKind | undefined {
  if (TEXT.test(type)) return isFile(type) || isTable(type) || NOT_SHOWN.test(type) ? undefined : 'text';
  if (type === 'multipart/x-mixed-replace') return 'image';
  if (!isShown(type) || type.endsWith('+xml')) return undefined;
  return MEDIA.exec(type)?.[1] as AloneKind | undefined;
}

/** Whether a window or frame shows what comes; an `object` also loads pictures, which are parts of its page. */
export function isNavigated(headers: HeaderList): boolean {
  return (
    NAVIGATED.has(headerValue(headers, 'sec-fetch-dest') ?? '') && headerValue(headers, 'sec-fetch-mode') === 'navigate'
  );
}

/** Whether a window or frame shows the answer, if it shows its type: what is an attachment it saves, and of what has no body or leads elsewhere it shows nothing. */
export function isShownAlone({ method, status, headers, responseHeaders }: Alone): boolean {
  return (
    method !== 'HEAD' &&
    (status === 200 || (status > 200 && status < 300 && status !== 204 && status !== 205) || status >= 400) &&
    isNavigated(headers) &&
    !headerValues(responseHeaders, 'content-disposition').some((field) => /^[\t ]*attachment/i.test(field))
  );
}
