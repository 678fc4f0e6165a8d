/** Where the handoff's routes live on every host (RFC 8615). */
export const HANDOFF_PATH = '/.well-known/sallyport/';

/** A request target taken apart. A repeated parameter gives its first value. */
export function splitTarget(target: string): { readonly pathname: string; readonly query: URLSearchParams } {
  const question = target.indexOf('?');
  return {
    pathname: question < 0 ? target : target.slice(0, question),
    query: new URLSearchParams(question < 0 ? '' : target.slice(question + 1)),
  };
}
