import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { APP, type AppInstance, type Journey, useOnBothRoads } from '../support/app-roads.ts';
import { until } from '../support/road.ts';

/** Asks for everything anew and takes what it has stored where nobody answers, as offline libraries do. */
const WORKER = `addEventListener('install', (event) => event.waitUntil(caches.open('kept').then((kept) => kept.addAll(['/offline.html', '/notes'])).then(() => skipWaiting())));
  addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  const stored = { navigate: '/offline.html', cors: '/notes' };
  addEventListener('fetch', (event) => { const { mode, url } = event.request; if (mode === 'navigate' || url.endsWith('/notes')) event.respondWith(fetch(event.request).catch(() => caches.match(stored[mode]))); });`;
const FILES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/': ['text/html', '<!doctype html><link rel="icon" href="data:,"><title>Here</title>'],
  '/offline.html': ['text/html', '<!doctype html><link rel="icon" href="data:,"><title>Offline</title>'],
  '/notes': ['text/plain', `see ${APP}/`],
  '/worker.js': ['text/javascript', WORKER],
  // Ends at once, so that its reader comes back again and again.
  '/events': ['text/event-stream', `retry: 60\ndata: ${APP}/\n\n`],
};

async function startApp(): Promise<AppInstance> {
  const sent: string[] = [];
  const server = createServer((request, response) => {
    const [type, body] = FILES[request.url ?? ''] ?? ['text/plain', 'kept'];
    if (request.method === 'POST') sent.push(request.url ?? '');
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stored: () => ({ sent: sent.join() }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** What script is told of one request, of whatever kind. */
const ASK = `(async () => {
  const asked = (path, options) => fetch(path, options).then((answer) => answer.status, (error) => String(error));
  const xhr = (async) => new Promise((done) => { const x = new XMLHttpRequest(); x.onload = x.onerror = ({ type }) => done([type, x.status, x.responseText]);
    try { x.open('PUT', '/xhr', async); x.send('x'); if (!async) done([x.status]); } catch (error) { done(error.name); } });
  const worker = () => new Promise((done) => { new Worker(URL.createObjectURL(new Blob(["fetch('${APP}/of-worker').then((a) => postMessage(a.status), (e) => postMessage(e.name))"]))).onmessage = ({ data }) => done(data); });
  return [await asked('/get'), await asked('/post', { method: 'POST', body: 'x' }), await asked('/head', { method: 'HEAD' }), await asked('/no-cors', { mode: 'no-cors' }),
    await xhr(true), await xhr(false), await worker(), await (await fetch('/notes')).text()];
})()`;

const use: Journey = async (road, app) => {
  const page = await road.open(`${APP}/`);
  const seen: Record<string, unknown> = {};
  await page.evaluate("navigator.serviceWorker.register('/worker.js').then(() => 0)");
  await until(page, 'navigator.serviceWorker.controller');
  await page.evaluate(`(() => { const source = new EventSource('/events'); window.told = { errors: 0, messages: 0, shut: 0, source };
    source.onmessage = () => told.messages++; source.onerror = () => { told.errors++; if (source.readyState === 2) told.shut++; }; })()`);
  await until(page, 'told.messages > 1');
  seen['there'] = await page.evaluate(ASK);

  app.answers(false);
  seen['away'] = await page.evaluate(ASK);
  await page.evaluate('told.errors = 0');
  await until(page, 'told.errors > 2 || told.shut');
  const second = await road.open(`${APP}/`);
  seen['page of a worker'] = await second.title();

  app.answers(true);
  await page.evaluate('told.messages = 0');
  await until(page, 'told.messages > 0 || told.shut');
  seen['events'] = await page.evaluate('told.source.close() || told.shut');
  seen['back'] = await page.evaluate(ASK);
  await second.reload();
  seen['page again'] = await second.title();
  await second.close();
  await page.close();
  return seen;
};

test('where an app does not answer, script is told what it is told at home', () => useOnBothRoads(startApp, use));
