import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { serveParent } from '../child.ts';

/** The least a proxy can be in Node: TLS in front, undici behind, nothing looked at. */
const [originPort, certFile, keyFile] = process.argv.slice(2);
const pool = new Pool(`http://127.0.0.1:${originPort}`, { connections: 2000, pipelining: 1, bodyTimeout: 0 });
const server = createServer({ cert: readFileSync(certFile!), key: readFileSync(keyFile!) }, (request, response) => {
  response.on('close', () => {
    if (!response.writableFinished) abort.abort();
  });
  const abort = new AbortController();
  const { connection: _connection, ...headers } = request.headers;
  pool
    .stream(
      { path: request.url ?? '/', method: 'GET', headers: headers as Record<string, string>, signal: abort.signal },
      ({ statusCode, headers: answered }) => response.writeHead(statusCode, answered as Record<string, string>),
    )
    .catch((error: Error) => {
      if (!abort.signal.aborted) process.stderr.write(`${error.stack}\n`);
      response.destroy();
    });
});
server.listen(0, '127.0.0.1', () => serveParent({ port: (server.address() as AddressInfo).port }, () => ({})));
