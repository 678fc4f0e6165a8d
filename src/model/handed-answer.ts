import type { HeaderList } from './headers.ts';

/**
 * How the runtime in a service worker has an answer rewritten that the app's worker gives out: a POST to the address that
 * the answer stands for, with the request's destination (Fetch section 2.2.5) in this field. The body is a HandedHead as
 * JSON, a line feed, and the answer's own body. What comes back has the field too, HANDED and what it
 * was taken for; answers that were rewritten on the ordinary road say in it what as.
 */
export const HANDED_FIELD = 'sallyport-answer';
export const HANDED = 'handed-';

export interface HandedHead {
  readonly status: number;
  /** As the app has sent them; names in lower case. */
  readonly headers: HeaderList;
}

/** Destinations of documents. */
export const DOCUMENTS = ['document', 'iframe', 'frame', 'object', 'embed', 'fencedframe'] as const;

/** Destination -> what a body asked for by it is rewritten as; those that are not here go to the page as they are. */
export const REWRITTEN_AS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(DOCUMENTS.map((name) => [name, 'document'])),
  style: 'style',
  script: 'script',
  worker: 'worker',
  sharedworker: 'worker',
  audioworklet: 'worklet',
  paintworklet: 'worklet',
  manifest: 'manifest',
  xslt: 'xslt',
};

/** Bytes of an answer that the gateway takes. */
export const MAX_HANDED = 64 * 1024 * 1024;
