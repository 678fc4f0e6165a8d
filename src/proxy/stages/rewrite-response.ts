import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { siblingOrigin } from '../../identity/sibling-origin.ts';
import type { PageRule } from '../../model/decision.ts';
import type { Reply, Screened } from '../../model/exchange.ts';
import { Failure } from '../../model/failure.ts';
import { HANDED_FIELD, REWRITTEN_AS } from '../../model/handed-answer.ts';
import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { type HostMap, serializeOrigin } from '../../model/host-map.ts';
import { createGrantUrl, type GrantUrl } from '../../rewrite/grant-url.ts';
import { askedAnonymously } from '../../rewrite/headers/asked-anonymously.ts';
import { confinementField } from '../../rewrite/headers/confinement.ts';
import { gatewayNonce } from '../../rewrite/headers/csp-admission.ts';
import type { FieldUrl } from '../../rewrite/headers/csp-context.ts';
import { namesVariant } from '../../rewrite/headers/etag.ts';
import { madePolicies, SAVED_PAGE_POLICY } from '../../rewrite/headers/made-files.ts';
import { isKeptFromAsker, judgedEachTime, seemsSameSite } from '../../rewrite/headers/resource-policy.ts';
import { rewriteResponseHeaders } from '../../rewrite/headers/rewrite-response-headers.ts';
import { LED, mark, markPath } from '../../rewrite/mark.ts';
import { shownCodings } from '../body/content-coding.ts';
import type { DocumentBody, FetchFile } from '../body/document-body.ts';
import { documentKind } from '../body/document-kind.ts';
import type { TransformDocument } from '../body/document-transform.ts';
import { sameSite } from '../cookies/site.ts';
import { type LinkParts, linkContext } from './answered-links.ts';
import { mayAskPart } from './rewrite-request.ts';

/** Statuses that carry no body. Parts cannot be rewritten alone either (RFC 9110 sections 15.3.5 and 15.3.7). */
const NOT_REWRITTEN = new Set([204, 205, 304]);
const SHOWN_OR_SAVED: ReadonlySet<string | undefined> = new Set(['document', 'iframe', 'frame']);
const CACHING = new Set(['cache-control', 'expires', 'pragma', 'etag', 'last-modified']);

/**
 * Screened -> Reply: headers and the streamed body, origin -> suffix. `cookies` bring the browser's copies up to date; `variant`
 * is the word for the grants of its user, where its body may hold some.
 */
export async function rewriteResponse(
  exchange: Screened,
  cookies: HeaderList,
  links: LinkParts,
  transform: TransformDocument,
  fetchFile: FetchFile,
  variant: string | undefined,
  rulesOf: (exchange: Screened) => readonly PageRule[],
): Promise<Reply> {
  const { responseHeaders, status, method } = exchange;
  const { hosts, grants } = links;
  const contentType = headerValue(responseHeaders, 'content-type');
  const codings = shownCodings(responseHeaders);
  const source =
    exchange.responseBody instanceof Readable ? exchange.responseBody : Readable.from(exchange.responseBody);
  if (
    isKeptFromAsker(
      exchange.headers,
      responseHeaders,
      seemsSameSite(exchange.headers, hosts, exchange.host.origin, sameSite),
    )
  ) {
    source.destroy();
    throw new Failure('forbidden-origin', 'the app gives this to its own site alone');
  }
  const isPart = status === 206 && mayAskPart(exchange.headers) && !holdsWhole(responseHeaders);
  const rewritable = !isPart && !NOT_REWRITTEN.has(status) && method !== 'HEAD';
  const asShown = documentKind(exchange.headers, contentType);
  const saved = isSaved(exchange);
  const kind = rewritable && !saved ? asShown : undefined;
  const nonce = gatewayNonce(randomBytes(16).toString('base64url'));

  const document: DocumentBody = rewritable
    ? await transform(kind, exchange, { source, codings, contentType, nonce, fetchFile, variant })
    : { changes: false, body: source };
  // A copy that the app says is still good keeps what was said of it.
  const confirmed =
    status === 304 &&
    variant !== undefined &&
    namesVariant(headerValue(exchange.headers, 'if-none-match') ?? '', variant);
  const linked = await linkContext(exchange, responseHeaders, links);
  const asker = askedAnonymously(exchange) ? (siblingOrigin(exchange, hosts) ?? ledOrigin(exchange)) : undefined;
  const headers = rewriteResponseHeaders(responseHeaders, {
    hosts,
    origin: exchange.host.origin,
    url: exchange.originUrl,
    nonce,
    ...(holdsPolicy(responseHeaders) ? { moduleGrant: grants(exchange).module } : {}),
    fieldUrl: fieldUrlOf(exchange, links),
    ...(exchange.viewer === undefined ? {} : { viewer: exchange.viewer }),
    ...(document.digests ? { digests: document.digests } : {}),
    ...(linked ? { links: linked } : {}),
    bodyChanges: document.changes || confirmed,
    ...(variant !== undefined && (confirmed || document.isVariant === true) ? { variant } : {}),
    ...(asker === undefined ? {} : { anonymousAsker: asker }),
  });
  const led = exchange.mark === undefined ? headers : headers.map((field) => ledOn(field, exchange, hosts));
  const { confinement } = exchange.app;
  const page = kind === 'html' || kind === 'xml';
  const own = page ? madePolicies(rulesOf(exchange)) : saved && asShown !== undefined ? [SAVED_PAGE_POLICY] : [];
  return {
    // What was rewritten is the whole again, and its offsets are no longer those of the upstream.
    status: status === 206 && document.changes ? 200 : status,
    headers: [
      ...(document.variesBySite === true ? ([['vary', 'sec-fetch-site']] as const) : []),
      // What script reads is not what a page loads, so a browser's copy of the one is never the other (Fetch section 2.2.5).
      ...(kind !== undefined || documentKind([], contentType) !== undefined
        ? ([['vary', 'sec-fetch-dest']] as const)
        : []),
      ...(kind !== undefined ? ([[HANDED_FIELD, shownAs(exchange.headers)]] as const) : []),
      ...withType(page ? [...revalidated(led), ...datesOf(exchange)] : judgedEachTime(led), document),
      ...own.map((policy) => ['content-security-policy', policy] as const),
      ...(confinement ? [confinementField(confinement, hosts, exchange.host.origin, exchange.id)] : []),
      ...cookies,
    ],
    body: document.body,
    trailers: exchange.trailers,
  };
}

/** What browsers ask of another origin without cookies (Fetch, the credentials mode `same-origin`), by what it is for. */
function fieldUrlOf(exchange: Screened, { hosts, grants }: Pick<LinkParts, 'hosts' | 'grants'>): FieldUrl {
  const { app, host } = exchange;
  const made = new Map<string, GrantUrl>();
  return (url, about) => {
    const isAnonymous = about === 'framing';
    const grantUrl =
      made.get(about) ??
      createGrantUrl({
        hosts,
        origins: app.hosts.map(({ origin }) => serializeOrigin(origin)),
        ...(isAnonymous ? {} : { own: serializeOrigin(host.origin) }),
        relative: isAnonymous,
        grants: grants(exchange),
      });
    made.set(about, grantUrl);
    return grantUrl(url, about);
  };
}

function holdsPolicy(headers: HeaderList): boolean {
  return headers.some(([name]) => name.startsWith('content-security-policy'));
}

/** The origin of a page behind a second redirect is none (Fetch 3.2.5), but what led here is known to be a page of the app's. */
function ledOrigin({ mark, headers }: Screened): string | undefined {
  return mark === LED && headerValue(headers, 'origin') === 'null' ? 'null' : undefined;
}

/** What the body was rewritten as: said to a service worker, which may hand it on to a page as it is. */
function shownAs(headers: HeaderList): string {
  return REWRITTEN_AS[headerValue(headers, 'sec-fetch-dest') ?? ''] ?? 'other';
}

/** A redirect within the app keeps what the URL said of the request, as the browser keeps how it was asked (Fetch 4.4). */
function ledOn([name, value]: HeaderList[number], exchange: Screened, hosts: HostMap): HeaderList[number] {
  if (name !== 'location' || exchange.mark === undefined) return [name, value];
  const target = URL.parse(value, `https://${exchange.authority}${exchange.target}`);
  const origin = target && hosts.originOf(target.host);
  const ours = origin && exchange.app.hosts.some((host) => serializeOrigin(host.origin) === serializeOrigin(origin));
  // What a module imports by a relative URL is relative to where it was found.
  const marked = exchange.mark.startsWith('module.') ? markPath : mark;
  return [name, ours ? marked(value, exchange.mark) : value];
}

/**
 * Whether every browser saves an answer and shows nothing of it (RFC 6266 section 4.2), so that it is the app's file to its last byte. What
 * some browser may yet show is none: a disposition of another kind, or two of them, and what `object` and `embed` load.
 */
function isSaved({ headers, responseHeaders }: Screened): boolean {
  const dispositions = headerValues(responseHeaders, 'content-disposition');
  return (
    SHOWN_OR_SAVED.has(headerValue(headers, 'sec-fetch-dest')) &&
    dispositions.length === 1 &&
    /^[\t ]*attachment[\t ]*(?:;|$)/i.test(dispositions[0]!)
  );
}

/** Whether a part is all there is: players begin by asking for everything from byte 0. */
function holdsWhole(headers: HeaderList): boolean {
  const [, last, size] = /^bytes 0-(\d+)\/(\d+)$/i.exec(headerValue(headers, 'content-range') ?? '') ?? [];
  return last !== undefined && Number(last) + 1 === Number(size);
}

/** A page carries the rules that held when it was sent, so no cache may show it again without asking. */
function revalidated(headers: HeaderList): HeaderList {
  const stored = headers.some(([name, value]) => name === 'cache-control' && /no-store/i.test(value));
  return [
    ...headers.filter(([name]) => !CACHING.has(name)),
    ['cache-control', stored ? 'no-store' : 'private, no-cache'],
  ];
}

/**
 * `document.lastModified` (HTML 3.1.2), which pages print. To a browser that says that it asks for a document: the gateway goes by that
 * where a copy is asked about (rewrite-request.ts).
 */
function datesOf({ headers, responseHeaders }: Screened): HeaderList {
  return SHOWN_OR_SAVED.has(headerValue(headers, 'sec-fetch-dest') ?? '')
    ? responseHeaders.filter(([name]) => name === 'last-modified')
    : [];
}

function withType(headers: HeaderList, { type, charset }: DocumentBody): HeaderList {
  if (charset === undefined) return headers;
  return headers.map(([name, value]) =>
    name === 'content-type'
      ? ([name, `${type ?? value.replace(/;\s*charset\s*=\s*"?[^\s";]+"?/i, '')}; charset=${charset}`] as const)
      : ([name, value] as const),
  );
}
