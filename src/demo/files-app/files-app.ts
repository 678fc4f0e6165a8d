import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DemoApp, RunningApp } from '../demo-app.ts';
import { type Call, callOf, send, sendPage } from './answers.ts';
import { readAssets } from './assets.ts';
import { makeLibrary } from './documents/library.ts';
import { createEcho } from './live.ts';
import { missingPage } from './pages/plain-page.ts';
import { BadForm } from './read-form.ts';
import { type FilesStock, ROUTES } from './routes.ts';
import { CDN_HOST, FILES_HOST, FILES_ORIGIN } from './site.ts';
import { openUploads, TooLarge } from './uploads.ts';

/** The demo's own app: documents to read, save and upload, and all the ways in which pages do so. */
export const filesApp: DemoApp = {
  id: 'files',
  name: 'Files',
  about: 'documents to read, download and upload; a live page; a lab of things pages do',
  hosts: [FILES_HOST, CDN_HOST],
  start: ({ state, say }) =>
    startFiles({ documents: makeLibrary(), assets: readAssets(), uploads: openUploads(state.folder('uploads')) }, say),
};

async function startFiles(stock: FilesStock, say: (line: string) => void): Promise<RunningApp> {
  const echo = createEcho(FILES_ORIGIN);
  const server = createServer({ requestTimeout: 0 }, (request, response) => {
    answer(request, response, stock).catch((error: unknown) => {
      const status =
        error instanceof TooLarge ? 413 : error instanceof BadForm || error instanceof URIError ? 400 : 500;
      if (response.destroyed || (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
      if (status === 500) say(`Files could not answer ${request.url}: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else send(response, status, 'text/plain; charset=utf-8', 'This could not be done.\n', { connection: 'close' });
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (request.headers.host === FILES_HOST && request.url === '/api/echo') echo.upgrade(request, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        echo.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: Call['request'], response: Call['response'], stock: FilesStock): Promise<void> {
  const call = callOf(request, response);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  for (const { host, method: wanted, path, run } of ROUTES) {
    const match = host === call.url.hostname && wanted === method ? path.exec(call.url.pathname) : null;
    if (match && (await run(call, stock, match[1] ?? '')) !== false) return;
  }
  sendPage(call, (nonce) => missingPage(call.url.pathname, call.visitor, nonce), 404);
}
