import type { IncomingMessage } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { WebSocketServer } from 'ws';
import type { Handler } from './origin.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './test-gateway.ts';

/** What stands before a case's answer in the console. */
export const ANSWER = 'page-case-answer:';

/** What an origin host answers for one path of a case. `body` may depend on the request's URL and headers. */
export interface CaseFile {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** A field is sent once for each of its values. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly status?: number;
}

/**
 * A page that must come out the same bare (at https://wiki.corp.test) and through the gateway.
 *
 * `script` is the body of an async function in the page and returns JSON; it runs as a classic script at the end of body.
 * `head` and `body` are markup before it. `headers` go out with the document. `files` are paths of any host
 * (wiki.corp.test, static.corp.test, mail.partner.test) beside the ones in FILES. `expect` is for what the bare run
 * must give, where a case could come out empty on both sides without anybody noticing.
 */
export interface PageCase {
  readonly head?: string;
  readonly body?: string;
  readonly script: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, CaseFile>>;
  /** Any further file, by its path. */
  readonly file?: (path: string) => CaseFile | undefined;
  readonly expect?: unknown;
  /** Milliseconds to wait for an answer, where the usual ones are too few. */
  readonly patience?: number;
}

export type PageCases = Readonly<Record<string, PageCase>>;

/** Hosts that the cases use; the last is of another app. */
export const HOSTS = ['wiki.corp.test', 'static.corp.test', 'mail.partner.test'];
export const SUFFIX = '.mcas.localhost';

/** Present on every host, for every case. */
const FILES: Readonly<Record<string, CaseFile>> = {
  '/pixel.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>' },
  '/style.css': { type: 'text/css', body: '.sheet{background:url(https://static.corp.test/pixel.svg)}' },
  '/script.js': { type: 'text/javascript', body: 'window.loaded = document.currentScript.src;' },
  '/module.js': { type: 'text/javascript', body: 'export const here = import.meta.url;' },
  '/page.html': {
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><title>Inner</title><p id="inner">inner</p>',
  },
  '/data.json': { type: 'application/json', body: '{"home":"https://wiki.corp.test/"}' },
  '/favicon.ico': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
};

function documentOf({ head = '', body = '', script }: PageCase): string {
  const run = `(async function () { ${script}\n})().then((value) => ({ value }), (error) => ({ threw: String(error && error.stack || error) }))`;
  return `<!doctype html><html><head><title>Case</title>${head}</head><body>${body}<script>${run}.then((answer) => { globalThis.caseAnswer = JSON.stringify(answer); console.debug('${ANSWER}' + caseAnswer); });</script></body></html>`;
}

/** A gateway before an origin that serves one case at a time. */
export interface CaseGateway {
  readonly gateway: TestGateway;
  /** Makes a case the one that is served; gives its path on wiki.corp.test. */
  serve(id: string, pageCase: PageCase): string;
  close(): Promise<void>;
}

export async function startCaseGateway(options: Pick<TestGatewayOptions, 'domain'> = {}): Promise<CaseGateway> {
  let current: PageCase | undefined;
  let asked: Asked[] = [];
  const handler: Handler = (request, response) => {
    const path = (request.url ?? '').replace(/[?#].*/, '');
    if (path !== '/asked') asked.push(askedBy(request));
    const file = path.startsWith('/case/')
      ? undefined
      : (current?.files?.[path] ?? current?.file?.(path) ?? FILES[path]);
    const base = { 'cache-control': 'no-store' };
    if (path.startsWith('/case/') && current)
      response
        .writeHead(200, { ...base, 'content-type': 'text/html; charset=utf-8', ...current.headers })
        .end(documentOf(current));
    else if (path === '/echo') echo(request, response);
    else if (path === '/made') made(request, response);
    else if (path === '/asked') {
      const mark = (request.url ?? '').slice('/asked?'.length);
      response
        .writeHead(200, { ...base, 'content-type': 'application/json' })
        .end(JSON.stringify(asked.filter(({ url }) => mark !== '' && url.includes(mark))));
    } else if (file)
      response.writeHead(file.status ?? 200, { ...base, 'content-type': file.type, ...file.headers }).end(file.body);
    // Anything else is there too, so that no console message depends on what had time to load.
    else response.writeHead(200, { ...base, 'content-type': 'text/html' }).end('<!doctype html><title>Home</title>');
  };
  const sockets = new WebSocketServer({ noServer: true });
  const upgrade = tellingSocket(sockets);
  const gateway = await startTestGateway({
    ...options,
    handler,
    onUpgrade(request, ...rest) {
      asked.push(askedBy(request));
      upgrade(request, ...rest);
    },
  });
  return {
    gateway,
    serve(id, pageCase) {
      current = pageCase;
      asked = [];
      return `/case/${id}?q=1#part`;
    },
    async close() {
      for (const peer of sockets.clients) peer.terminate();
      sockets.close();
      await gateway.close();
    },
  };
}

/**
 * A request as the app's server sees it. At `/asked?<mark>` a page is told of those whose URL has the mark it has made for itself,
 * since both roads run at once.
 */
interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

function askedBy({ method, url, headers }: IncomingMessage): Asked {
  return { method: method ?? '', url: url ?? '', headers };
}

/**
 * `/made?status=302&field=location:%20/x&body=text`: an answer as its URL says, once the body is there, for one file of many answers. With
 * `leave` a preflight gets that status instead.
 */
function made(...[request, response]: Parameters<Handler>): void {
  const asked = new URL(request.url ?? '', 'https://any.test').searchParams;
  const leave = request.method === 'OPTIONS' ? asked.get('leave') : null;
  response.writeHead(Number(leave ?? asked.get('status') ?? 200), [
    ...(asked.has('stored') ? [] : ['cache-control', 'no-store']),
    ...['content-type', asked.get('type') ?? 'text/plain'],
    ...asked.getAll('field').flatMap((field) => field.split(/: (.*)/s, 2)),
  ]);
  request.resume().on('end', () => response.end(asked.get('body') ?? ''));
}

function echo(...[request, response]: Parameters<Handler>): void {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    const { origin, referer, host, cookie } = request.headers;
    const type = request.headers['content-type']?.replace(/boundary=.*/, 'boundary');
    const body = Buffer.concat(pieces).toString();
    response
      .writeHead(200, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'access-control-allow-origin': origin ?? '*',
        'access-control-allow-credentials': 'true',
      })
      .end(JSON.stringify({ method: request.method, url: request.url, host, origin, referer, cookie, type, body }));
  });
}

/** Answers each message with what the opening request said, then with the message. */
function tellingSocket(server: WebSocketServer): NonNullable<TestGatewayOptions['onUpgrade']> {
  return (request, socket, head) =>
    server.handleUpgrade(request, socket, head, (peer) => {
      const { origin, host } = request.headers;
      peer.on('message', (data, binary) => {
        peer.send(JSON.stringify({ url: request.url, origin, host }));
        peer.send(data, { binary });
      });
    });
}

/** How many assertions an answer stands for: each value in it that holds no others is compared with that of the other road. */
export function countValues(answer: unknown): number {
  if (typeof answer !== 'object' || answer === null) return 1;
  const inner = Object.values(answer);
  return inner.length === 0 ? 1 : inner.reduce((sum: number, each) => sum + countValues(each), 0);
}

/** Of two lists only the items that differ, so that a failure of hundreds of assertions can be read. */
export function differing(value: unknown, other: unknown): unknown {
  if (!Array.isArray(value) || !Array.isArray(other) || value.length !== other.length) return value;
  return value.flatMap((item, at) => (isDeepStrictEqual(item, other[at]) ? [] : [[at, differing(item, other[at])]]));
}
