import type { Reply } from '../../model/exchange.ts';
import { clearJournal, readBrowserCookies, withNote } from '../cookies/browser-cookies.ts';
import type { JarShelf } from '../cookies/jar-shelf.ts';
import type { WithSession } from '../stages/authenticate.ts';
import { isFromOwnPage } from './own-page.ts';

/** Octets of a note: a cookie of the longest kind, percent-encoded twice (RFC 6265bis section 5.6). */
const LONGEST = 64 * 1024;

/**
 * Takes the journal of cookie writes at once: a page that sets a cookie on the domain above it may call its sibling host
 * in the next line, and that request cannot carry this host's journal. The body is a further entry, where no cookie can hold it.
 */
export async function takeScriptCookies(exchange: WithSession, jars: JarShelf): Promise<Reply> {
  const cookies = readBrowserCookies(exchange.headers);
  const note = isFromOwnPage(exchange) ? await textOf(exchange.body ?? []) : '';
  const jar = await jars.jarOf(exchange.open, exchange.app.id);
  const url = exchange.originUrl.slice(0, exchange.originUrl.length - exchange.target.length);
  jar.storeFromScript(withNote(cookies.journal, note), `${url}/`);
  jars.touched(exchange.open, exchange.app.id);
  return { status: 204, headers: [['cache-control', 'no-store'], ...clearJournal(cookies)], body: undefined };
}

async function textOf(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > LONGEST) return '';
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('latin1');
}
