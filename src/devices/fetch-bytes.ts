/** What was to be fetched did not come. */
export class Unfetched extends Error {
  override readonly name = 'Unfetched';
}

/** How revocation lists and answers are fetched. Rejects with Unfetched. */
export type FetchBytes = (
  url: string,
  post?: { readonly type: string; readonly body: Uint8Array<ArrayBuffer> },
) => Promise<Buffer>;

/** Bytes of one answer: the lists of large authorities have some millions. */
const MAX_BYTES = 32 * 1024 * 1024;
/** Milliseconds in all. Somebody may be waiting for the answer. */
const TIMEOUT = 8000;

/** A bounded fetch of an address from the configuration; no redirect, which could lead elsewhere. */
export const fetchBytes: FetchBytes = async (url, post) => {
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
      ...(post ? { method: 'POST', body: post.body, headers: { 'content-type': post.type } } : {}),
    });
    if (answer.status !== 200) throw new Unfetched(`${url} answered ${answer.status}`);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of answer.body ?? []) {
      size += piece.length;
      if (size > MAX_BYTES) throw new Unfetched(`the answer of ${url} is too large`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof Unfetched) throw error;
    throw new Unfetched(`${url}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
};
