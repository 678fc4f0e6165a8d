import { Readable } from 'node:stream';
import type { AppHost } from '../../model/app.ts';
import type { Permitted } from '../../model/exchange.ts';
import { type HeaderList, headerValue } from '../../model/headers.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { shownCodings } from '../body/content-coding.ts';
import { type CodedFile, type FetchFile, WHOLE_LIMIT } from '../body/document-body.ts';
import { readWhole } from '../body/read-whole.ts';
import type { AppJar } from '../cookies/app-jar.ts';
import { requestSite } from '../cookies/site.ts';
import type { UpstreamClient } from '../upstream/upstream-client.ts';
import { rewriteRequest } from './rewrite-request.ts';

/**
 * Milliseconds without a byte of any of its unknown files after which a page goes on; those that are not there by then, and all
 * later ones, keep the digests they have. As long as they come it waits, as its browser would.
 */
const PATIENCE = 15_000;
const REDIRECTS = 4;
const KEPT: ReadonlySet<string> = new Set(['user-agent', 'accept-language']);

/**
 * Fetches scripts and style sheets of a page as its browser is about to, for what the gateway has to know of them before.
 * Only hosts of the page's own app are asked, and cookies go to the page's own host alone: elsewhere a file with digests is
 * fetched without (Subresource Integrity section 3.3.4).
 */
export function createFetchFile(
  page: Permitted,
  jar: AppJar | undefined,
  hosts: HostMap,
  client: UpstreamClient,
  signal: AbortSignal,
): FetchFile {
  const gaveUp = new AbortController();
  const until = AbortSignal.any([signal, gaveUp.signal]);
  let waiting = 0;
  let silence: NodeJS.Timeout | undefined;

  function heard(): void {
    clearTimeout(silence);
    silence = waiting === 0 ? undefined : setTimeout(() => gaveUp.abort(), PATIENCE);
  }

  async function* heeded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of body) {
      heard();
      yield piece;
    }
  }

  async function ask(url: string, loads: 'script' | 'style', redirects: number): Promise<CodedFile | undefined> {
    const parsed = URL.parse(url);
    const host = parsed && hostOf(page, parsed.origin);
    if (!parsed || !host) return undefined;
    const target = parsed.pathname + parsed.search;
    const isOwn = host.origin === page.host.origin;
    const asking: Permitted = {
      ...page,
      method: 'GET',
      host,
      target,
      originUrl: parsed.origin + target,
      headers: headersFor(page, loads, isOwn),
      body: undefined,
      upload: undefined,
    };
    const cookie = isOwn
      ? jar?.cookieHeader(asking.originUrl, requestSite('GET', asking.headers, hosts, host.origin))
      : undefined;
    const answer = await client.send(page.app, host, {
      method: 'GET',
      ...rewriteRequest(asking, hosts, cookie, undefined),
      signal: until,
      onInformation: () => {},
      session: page.session,
    });
    heard();
    const location = headerValue(answer.headers, 'location');
    if (location !== undefined && answer.status >= 300 && answer.status < 400) {
      answer.body.destroy();
      const next = URL.parse(location, parsed)?.href;
      return next === undefined || redirects === 0 ? undefined : ask(next, loads, redirects - 1);
    }
    const codings = shownCodings(answer.headers);
    if (answer.status !== 200) {
      answer.body.destroy();
      return undefined;
    }
    const read = await readWhole(Readable.from(heeded(answer.body)), WHOLE_LIMIT);
    if ('bytes' in read)
      return { bytes: read.bytes, codings, contentType: headerValue(answer.headers, 'content-type') };
    read.oversized.destroy();
    return undefined;
  }

  return async (url, loads) => {
    waiting++;
    heard();
    try {
      return await ask(url, loads, REDIRECTS);
    } finally {
      waiting--;
      if (waiting === 0) heard();
    }
  };
}

function hostOf({ app }: Permitted, origin: string): AppHost | undefined {
  return app.hosts.find((host) => serializeOrigin(host.origin) === origin);
}

function headersFor(page: Permitted, loads: string, isOwn: boolean): HeaderList {
  return [
    ...page.headers.filter(([name]) => KEPT.has(name)),
    ['accept', '*/*'],
    ['accept-encoding', 'gzip, br'],
    ['referer', `https://${page.authority}/`],
    ['sec-fetch-dest', loads],
    ['sec-fetch-mode', isOwn ? 'no-cors' : 'cors'],
    ['sec-fetch-site', isOwn ? 'same-origin' : 'same-site'],
    ...(isOwn ? [] : ([['origin', `https://${page.authority}`]] as const)),
  ];
}
