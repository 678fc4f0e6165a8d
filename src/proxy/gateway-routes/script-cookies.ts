import type { Reply } from '../../model/exchange.ts';
import { clearJournal, readBrowserCookies } from '../cookies/browser-cookies.ts';
import type { JarShelf } from '../cookies/jar-shelf.ts';
import type { WithSession } from '../stages/authenticate.ts';

/**
 * Takes the journal of cookie writes at once: a page that sets a cookie on the domain above it may call its sibling host
 * in the next line, and that request cannot carry this host's journal.
 */
export async function takeScriptCookies(exchange: WithSession, jars: JarShelf): Promise<Reply> {
  const cookies = readBrowserCookies(exchange.headers);
  const jar = await jars.jarOf(exchange.open, exchange.app.id);
  const url = exchange.originUrl.slice(0, exchange.originUrl.length - exchange.target.length);
  jar.storeFromScript(cookies.journal, `${url}/`);
  jars.touched(exchange.open, exchange.app.id);
  return { status: 204, headers: [['cache-control', 'no-store'], ...clearJournal(cookies)], body: undefined };
}
