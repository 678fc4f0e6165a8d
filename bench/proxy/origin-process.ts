import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveParent } from '../child.ts';
import { plainText } from '../inspection/text.ts';
import { page } from './page.ts';

const html = page();
const text = plainText(4e6);
const block = Buffer.alloc(256 * 1024, 0xa5);

function download(response: ServerResponse, bytes: number): void {
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="large.bin"',
    'content-length': bytes,
  });
  send(response, block, bytes);
}

/** The same text again and again, to be saved or to be shown. */
function letters(response: ServerResponse, bytes: number, isSaved: boolean): void {
  response.writeHead(200, {
    'content-type': 'text/plain',
    ...(isSaved ? { 'content-disposition': 'attachment; filename="large.txt"' } : {}),
    'content-length': bytes,
  });
  send(response, text, bytes);
}

function send(response: ServerResponse, block: Buffer, bytes: number): void {
  let left = bytes;
  const push = (): void => {
    while (left > 0) {
      const piece = left < block.length ? block.subarray(0, left) : block;
      left -= piece.length;
      if (!response.write(piece)) return;
    }
    response.end();
  };
  response.on('drain', push);
  push();
}

/** A stream of events that says something once and then stays open. */
function events(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(`data: ${'hello '.repeat(10)}\n\n`);
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://origin');
  if (pathname === '/events') events(response);
  else if (pathname === '/text') letters(response, Number(searchParams.get('bytes')), searchParams.has('saved'));
  else if (pathname === '/download') download(response, Number(searchParams.get('bytes')));
  else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': html.length }).end(html);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => serveParent({ port: (server.address() as AddressInfo).port }, () => ({})));
