import assert from 'node:assert/strict';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Answer, BrowserClient } from './browser-client.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

/** What the app's files are, by the extension of their names; anything else is a page. */
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  js: 'text/javascript',
  css: 'text/css',
  mp4: 'video/mp4',
  woff2: 'font/woff2',
  json: 'application/json',
  bin: 'application/octet-stream',
};

export interface PartsApp {
  /** Markup by path. */
  readonly page: (path: string) => string;
  readonly sheet: string;
  /** Further fields of an answer. */
  readonly fields: (path: string) => OutgoingHttpHeaders;
}

/** A gateway whose app sets a cookie with every file; alice has been on all of its hosts. */
export interface PartsGateway {
  readonly gateway: TestGateway;
  readonly wiki: string;
  readonly cdn: string;
  /** A host of another app. */
  readonly mail: string;
  readonly alice: BrowserClient;
  /** What came to the app since it was emptied. */
  readonly got: { path: string; headers: IncomingHttpHeaders }[];
  /** Asks without any cookie. */
  part(url: string, headers: Readonly<Record<string, string>>, method?: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function startPartsGateway({ page, sheet, fields }: PartsApp): Promise<PartsGateway> {
  const got: PartsGateway['got'] = [];
  const gateway = await startTestGateway({
    handler: (request, response) => {
      const path = request.url ?? '';
      got.push({ path, headers: request.headers });
      const [, extension = ''] = /\.([a-z0-9]+)$/.exec(path) ?? [];
      const type = TYPES[extension];
      response
        .writeHead(200, {
          'content-type': type ?? 'text/html',
          'set-cookie': 'sid=kept; HttpOnly; Secure; SameSite=None; Domain=corp.test',
          ...fields(path),
        })
        .end(type === undefined ? page(path) : extension === 'css' ? sheet : 'secret');
    },
  });
  const cdn = gateway.suffix('static.corp.test');
  const alice = await gateway.signedIn('alice');
  await alice.navigate(`${cdn}/`);
  return {
    gateway,
    wiki: gateway.suffix('wiki.corp.test'),
    cdn,
    mail: gateway.suffix('mail.partner.test'),
    alice,
    got,
    part: (url, headers, method = 'GET') => gateway.client().send(url, { method, headers }),
    close: () => gateway.close(),
  };
}

/** The answer is a refusal and shows nothing of the file. */
export function assertRefused(answer: Answer, what: string): void {
  assert.ok(answer.status >= 300, `${what}: ${answer.status}`);
  assert.doesNotMatch(answer.body.toString('latin1'), /secret/, what);
}
