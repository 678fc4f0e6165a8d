import { pipeline } from 'node:stream/promises';
import { type Call, disposition, redirect, send, sendJson, sendPage } from './answers.ts';
import type { Asset } from './assets.ts';
import { BIG_SIZE, bigFile, rangeOf } from './big-file.ts';
import type { LibraryDocument } from './documents/library.ts';
import { sendEvents } from './live.ts';
import { documentPage } from './pages/document-page.ts';
import { documentsPage } from './pages/documents-page.ts';
import { labPage } from './pages/lab-page.ts';
import { livePage } from './pages/live-page.ts';
import { cdnPage } from './pages/plain-page.ts';
import { uploadPage } from './pages/upload-page.ts';
import { readFormFile, readWords } from './read-form.ts';
import { CDN_HOST, FILES_HOST, FILES_ORIGIN } from './site.ts';
import type { Uploads } from './uploads.ts';

/** What the routes work on. */
export interface FilesStock {
  readonly documents: readonly LibraryDocument[];
  readonly assets: ReadonlyMap<string, Asset>;
  readonly uploads: Uploads;
}

/** `path` matches the whole decoded-as-sent path; its first group is handed on. Returns false for "nothing there". */
export interface Route {
  readonly host: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: RegExp;
  run(call: Call, stock: FilesStock, part: string): boolean | undefined | Promise<boolean | undefined>;
}

const files = (method: Route['method'], path: RegExp, run: Route['run']): Route => ({
  host: FILES_HOST,
  method,
  path,
  run,
});
const cdn = (method: Route['method'], path: RegExp, run: Route['run']): Route => ({
  host: CDN_HOST,
  method,
  path,
  run,
});

/** Who may call the CDN host from script, cookies and all (Fetch, 3.3). */
const CORS = {
  'access-control-allow-origin': FILES_ORIGIN,
  'access-control-allow-credentials': 'true',
  vary: 'origin',
};

function withDocument(run: (call: Call, document: LibraryDocument) => void): Route['run'] {
  return (call, { documents }, id) => {
    const document = documents.find((each) => each.id === id);
    if (document === undefined) return false;
    run(call, document);
    return true;
  };
}

export const ROUTES: readonly Route[] = [
  files(
    'GET',
    /^\/$/,
    (call, { documents }) => void sendPage(call, (nonce) => documentsPage(documents, call.visitor, nonce)),
  ),
  files(
    'GET',
    /^\/docs\/([\w-]+)$/,
    withDocument((call, document) => sendPage(call, (nonce) => documentPage(document, call.visitor, nonce))),
  ),
  files(
    'GET',
    /^\/docs\/([\w-]+)\/content$/,
    withDocument(({ response }, { type, name, content }) =>
      send(response, 200, type, content, { 'content-disposition': disposition('inline', name) }),
    ),
  ),
  files(
    'GET',
    /^\/docs\/([\w-]+)\/download$/,
    withDocument(({ response }, { type, name, content }) =>
      send(response, 200, type, content, { 'content-disposition': disposition('attachment', name) }),
    ),
  ),
  files(
    'GET',
    /^\/api\/files$/,
    ({ response }, { documents }) =>
      void sendJson(response, {
        origin: FILES_ORIGIN,
        files: documents.map(({ id, name, owner, content }) => ({
          name,
          owner,
          size: content.length,
          url: `${FILES_ORIGIN}/docs/${id}`,
        })),
      }),
  ),
  files('GET', /^\/downloads\/backup\.bin$/, sendBig),
  files(
    'GET',
    /^\/upload$/,
    (call, { uploads }) =>
      void sendPage(call, (nonce) =>
        uploadPage(uploads.list(), call.url.searchParams.get('stored') ?? undefined, call.visitor, nonce),
      ),
  ),
  files('POST', /^\/upload$/, async ({ request, response }, { uploads }) => {
    const file = await readFormFile(request);
    const { name } = await uploads.store(file.name, file.content);
    redirect(response, `${FILES_ORIGIN}/upload?stored=${encodeURIComponent(name)}`, 303);
    return true;
  }),
  files('POST', /^\/api\/uploads$/, async ({ request, response }, { uploads }) => {
    const file = await readFormFile(request);
    sendJson(response, await uploads.store(file.name, file.content), 201);
    return true;
  }),
  files('PUT', /^\/api\/uploads\/([^/]+)$/, async ({ request, response }, { uploads }, name) => {
    sendJson(response, await uploads.store(decodeURIComponent(name), request), 201);
    return true;
  }),
  files('GET', /^\/uploads\/([^/]+)$/, async ({ response }, { uploads }, part) => {
    const name = decodeURIComponent(part);
    const found = uploads.open(name);
    if (found === undefined) return false;
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': found.size,
      'content-disposition': disposition('attachment', name),
    });
    await pipeline(found.content, response);
    return true;
  }),
  files('GET', /^\/live$/, (call) => void sendPage(call, (nonce) => livePage(call.visitor, nonce))),
  files('GET', /^\/api\/events$/, ({ request, response }) => void sendEvents(request, response)),
  files(
    'GET',
    /^\/lab$/,
    (call) =>
      void sendPage(call, (nonce) => labPage(call.visitor, call.url.searchParams.get('thanks') ?? undefined, nonce)),
  ),
  files('POST', /^\/feedback$/, async ({ request, response }) => {
    const words = await readWords(request);
    redirect(response, `${FILES_ORIGIN}/lab?thanks=${encodeURIComponent(words)}`, 303);
    return true;
  }),
  files('GET', /^\/go$/, ({ response, url }) => {
    const target = URL.parse(url.searchParams.get('to') ?? '');
    if (target?.origin !== FILES_ORIGIN) return false;
    redirect(response, target.href, 302);
    return true;
  }),
  files('GET', /^\/worker\.js$/, ({ response }, { assets }) => sendAsset(response, assets.get('worker.js'), {})),
  cdn('GET', /^\/assets\/([\w./-]+)$/, ({ response }, { assets }, name) => sendAsset(response, assets.get(name), CORS)),
  cdn('GET', /^\/about$/, (call) => void sendPage(call, (nonce) => cdnPage(call.visitor, nonce))),
  cdn(
    'GET',
    /^\/api\/visitor$/,
    ({ request, response, visitor }) =>
      void sendJson(response, { host: CDN_HOST, askedBy: request.headers.origin ?? null, ...visitor }, 200, CORS),
  ),
];

function sendAsset(
  response: Call['response'],
  asset: Asset | undefined,
  fields: Readonly<Record<string, string>>,
): boolean {
  if (asset === undefined) return false;
  send(response, 200, asset.type, asset.content, {
    'cache-control': 'public, max-age=300',
    'cross-origin-resource-policy': 'cross-origin',
    ...fields,
  });
  return true;
}

async function sendBig({ request, response }: Call): Promise<true> {
  const range = rangeOf(request.headers.range, BIG_SIZE);
  const { start, end } = range ?? { start: 0, end: BIG_SIZE };
  response.writeHead(range === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-disposition': disposition('attachment', 'backup.bin'),
    'content-length': end - start,
    'accept-ranges': 'bytes',
    ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${BIG_SIZE}` }),
  });
  await pipeline(bigFile(start, end), response);
  return true;
}
