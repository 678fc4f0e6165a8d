import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { CookieJar } from 'tough-cookie';

export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
  /** Whether fetch metadata is sent, as it is by default. */
  readonly metadata?: boolean;
  /** Called with the fields of each 103 that comes before the answer. */
  readonly onHints?: (headers: IncomingHttpHeaders) => void;
}

/**
 * A browser's network side without a browser: real TLS on loopback (every name leads there), a real cookie jar, fetch
 * metadata of a navigation unless told otherwise.
 */
export class BrowserClient {
  readonly jar = new CookieJar(undefined, { allowSpecialUseDomain: true, rejectPublicSuffixes: false });
  readonly #ca: string[];
  /** What it answers a server that asks for a certificate; PEM. */
  certificate: { readonly cert: string; readonly key: string } | undefined;
  /** The address it comes from, of 127.0.0.0/8. */
  from: string | undefined;

  constructor(ca: string[]) {
    this.#ca = ca;
  }

  /** One request, no redirect followed. */
  send(
    url: string,
    { method = 'GET', headers = {}, body, onHints, metadata = true }: RequestOptions = {},
  ): Promise<Answer> {
    const { host } = new URL(url);
    const cookie = this.jar.getCookieStringSync(url);
    const navigation = {
      accept: 'text/html',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-site': 'none',
    };
    const all = { host, ...(metadata ? navigation : {}), ...(cookie === '' ? {} : { cookie }), ...headers };
    return this.#ask(url, { method, headers: all, body, onHints });
  }

  #ask(
    url: string,
    {
      method,
      headers,
      body,
      onHints,
    }: {
      method: string;
      headers: Record<string, string>;
      body: RequestOptions['body'];
      onHints?: RequestOptions['onHints'];
    },
  ): Promise<Answer> {
    const { hostname, port, pathname, search } = new URL(url);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port,
          servername: hostname,
          method,
          path: pathname + search,
          headers,
          ca: this.#ca,
          // What a client thinks too weak to show is for the server to refuse.
          ...(this.certificate ? { ...this.certificate, ciphers: 'DEFAULT:@SECLEVEL=0' } : {}),
          ...(this.from === undefined ? {} : { localAddress: this.from }),
          agent: false,
        },
        (answer) => {
          for (const text of answer.headers['set-cookie'] ?? [])
            this.jar.setCookieSync(text, url, { ignoreError: true });
          const pieces: Buffer[] = [];
          answer.on('data', (piece: Buffer) => pieces.push(piece));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ url, status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) }),
          );
        },
      );
      if (onHints) outgoing.on('information', ({ headers: hints }) => onHints(hints));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** One request of a program: with these fields and nothing that browsers add. */
  plain(url: string, headers: Record<string, string>): Promise<Answer> {
    return this.#ask(url, { method: 'GET', headers: { host: new URL(url).host, ...headers }, body: undefined });
  }

  /** Follows redirects, and the gateway's own script steps, as a browser with script would; at most 20 hops. */
  async navigate(url: string, options: RequestOptions = {}): Promise<Answer> {
    let answer = await this.send(url, options);
    for (let hop = 0; hop < 20; hop++) {
      const next = this.#next(answer);
      if (next === undefined) return answer;
      answer = await this.send(new URL(next, answer.url).href);
    }
    throw new Error(`more than 20 redirects, last ${answer.url}`);
  }

  #next({ status, headers, body, url }: Answer): string | undefined {
    if (status >= 300 && status < 400) return headers.location;
    const text = body.toString();
    if (!/\/\.well-known\/sallyport\/(begin|enter)/.test(url)) return undefined;
    const target = /location\.replace\(("[^"]*")/.exec(text)?.[1];
    if (target !== undefined) return JSON.parse(target) as string;
    return undefined;
  }

  /** Fills in the development provider's form. */
  async signIn(page: Answer, username: string, password: string): Promise<Answer> {
    const action = /<form[^>]*action="([^"]*)"/.exec(page.body.toString())?.[1];
    if (action === undefined)
      throw new Error(`no sign-in form at ${page.url}: ${page.status} ${page.body.toString().slice(0, 200)}`);
    return this.navigate(new URL(action, page.url).href, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ username, password }).toString(),
    });
  }
}
