import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { makeDocx } from '../../../src/demo/files-app/documents/ooxml.ts';
import type { Activity } from '../../../src/model/activity-row.ts';
import type { PolicyDocument } from '../../../src/policy/policy-document.ts';
import type { Answer, BrowserClient, RequestOptions } from '../../support/browser-client.ts';
import type { Handler } from '../../support/origin.ts';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../../support/test-gateway.ts';
import { loggedRows } from '../../support/written-row.ts';

/** A document with a card number in it. */
export const SECRET = makeDocx(['Report', 'Card 4111 1111 1111 1111 of the customer', 'Nothing else of note']);

/** One without. */
export const CLEAN = makeDocx(['Report', 'Nothing of note']);

/** Nothing leaves on a device that nobody vouched for. */
export const NO_DOWNLOAD: PolicyDocument = {
  id: 'no-download',
  name: 'No downloads',
  severity: 'high',
  mode: 'active',
  control: 'download',
  when: { not: { device: ['compliant'] } },
  action: 'block',
};

/** No card numbers leave on any device. */
export const NO_CARDS: PolicyDocument = {
  id: 'no-cards',
  name: 'No cards',
  severity: 'high',
  mode: 'active',
  control: 'monitor',
  activities: ['download', 'upload'],
  when: { content: { detectors: [{ kind: 'payment-card', name: 'cards' }] } },
  action: 'block',
};

/** How a browser asks, by Fetch Metadata. */
export const ASKED = {
  window: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' },
  frame: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-origin' },
  link: { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' },
  script: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin', accept: '*/*' },
  image: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image', 'sec-fetch-site': 'same-origin', accept: '*/*' },
  element: { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script', 'sec-fetch-site': 'same-origin', accept: '*/*' },
} as const;
export type Asked = keyof typeof ASKED;

/** What the app answers to the next request for a file: fields as they are, repeated ones too. */
export interface Given {
  readonly body: Buffer;
  readonly status?: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Instead of the above: every octet of the answer. */
  readonly raw?: Buffer;
}

export interface Got extends Answer {
  /** Part of the origin URL, that of no other request. */
  readonly path: string;
}

export interface FileStage {
  readonly gateway: TestGateway;
  readonly wiki: string;
  /** On a compliant device. */
  readonly alice: BrowserClient;
  /** On one that is not. */
  readonly bob: BrowserClient;
  /** Octets of the bodies that reached the app, request by request. */
  readonly received: Buffer[];
  download(client: BrowserClient, given: Given, asked?: Asked, options?: RequestOptions, name?: string): Promise<Got>;
  upload(client: BrowserClient, body: Buffer | string, headers: Record<string, string>, path?: string): Promise<Got>;
  /** The rows of the activity log about a request, once there are as many. */
  rows(path: string, atLeast?: number): Promise<readonly Activity[]>;
  close(): Promise<void>;
}

/** The gateway before an app that answers whatever a case wants it to. */
export async function startFileStage(
  options: Omit<TestGatewayOptions, 'handler'> & { readonly handler?: Handler } = {},
): Promise<FileStage> {
  const answers = new Map<string, Given>();
  let count = 0;
  const received: Buffer[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      const pieces: Buffer[] = [];
      received.push(Buffer.alloc(0));
      const at = received.length - 1;
      request.on('data', (piece: Buffer) => {
        pieces.push(piece);
        received[at] = Buffer.concat(pieces);
      });
      request.on('end', () => response.end('taken'));
      return;
    }
    const given = answers.get(request.url ?? '') ?? { body: Buffer.alloc(0) };
    if (given.raw) {
      response.socket?.end(given.raw);
      return;
    }
    response.writeHead(given.status ?? 200, (given.headers ?? []).flat());
    response.end(given.body);
  };
  const gateway = await startTestGateway({
    policies: [NO_DOWNLOAD, NO_CARDS],
    ...options,
    handler: (request, response) => {
      if (request.url?.startsWith('/file/')) answer(request, response);
      else if (options.handler) options.handler(request, response);
      else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><p>home');
    },
  });
  const wiki = gateway.suffix('wiki.corp.test');
  const [alice, bob] = [await gateway.signedIn('alice'), await gateway.signedIn('bob')];
  let logged: readonly Activity[] = [];
  const known = (path: string): Activity[] => logged.filter(({ object }) => object?.url?.includes(path) === true);
  const readLog = (): void => {
    logged = loggedRows(gateway.directory);
  };
  return {
    gateway,
    wiki,
    alice,
    bob,
    received,
    async download(client, next, asked = 'window', request = {}, name = 'secret') {
      const path = `/file/${++count}/${name}`;
      answers.set(path, next);
      const headers = { ...ASKED[asked], ...request.headers };
      return { path, ...(await client.send(wiki + path, { ...request, headers })) };
    },
    async upload(client, body, headers, tail = '') {
      const path = `/file/${++count}/upload${tail}`;
      const own = { ...ASKED.script, origin: wiki };
      return { path, ...(await client.send(wiki + path, { method: 'POST', body, headers: { ...own, ...headers } })) };
    },
    async rows(path, atLeast = 1) {
      for (let tries = 0; tries < 6000 && known(path).length < atLeast; tries++) {
        if (tries > 0) await new Promise((resolve) => setTimeout(resolve, 20));
        readLog();
      }
      return known(path);
    },
    close: () => gateway.close(),
  };
}

/** Cases beside each other, a few at a time. */
export async function forEach<Case>(cases: readonly Case[], check: (each: Case) => Promise<void>): Promise<void> {
  const rest = cases.values();
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (const each of rest) await check(each);
    }),
  );
}

/** Every combination of the values. */
export function combined<A, B>(some: readonly A[], others: readonly B[]): [A, B][] {
  return some.flatMap((one) => others.map((other): [A, B] => [one, other]));
}

/** Asserts that of a file no 16 octets in a row are in what was seen. */
export function assertNothingOf(file: Buffer, seen: Buffer, message?: string): void {
  for (let at = 0; at + 16 <= file.length; at++)
    if (seen.includes(file.subarray(at, at + 16))) assert.fail(`${message ?? ''}: octets from ${at} on came through`);
}

/** Asserts that a download was refused as it should be: visibly, wholly, and with one row that tells all about it. */
export async function assertBlocked(
  stage: FileStage,
  got: Got,
  {
    file = SECRET,
    user = 'bob',
    policy = 'no-download',
    name = '',
  }: Partial<Record<'user' | 'policy' | 'name', string>> & { file?: Buffer },
  message: string,
): Promise<Activity> {
  assert.ok(
    got.status === 403 || (got.status === 200 && got.headers['sallyport-decision'] === 'blocked'),
    `${message}: ${got.status} ${got.body.toString('latin1', 0, 200)}`,
  );
  assertNothingOf(file, got.body, message);
  const rows = await stage.rows(got.path);
  assert.deepEqual(
    rows.map(({ type, outcome, enforcedBy, user: who, appId }) => [type, outcome, enforcedBy, who, appId]),
    [['download', 'blocked', 'gateway', user, 'wiki']],
    message,
  );
  assert.ok(
    rows[0]!.policies.some(({ policyId }) => policyId === policy),
    message,
  );
  if (name !== '') assert.equal(rows[0]!.object?.name, name, message);
  return rows[0]!;
}
