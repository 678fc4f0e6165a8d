import type { PageCases } from '../../../support/page-case.ts';

const DATA = { type: 'application/json', body: '{"a":1}' };
const HELP = `const settled = (promise) => promise.then((value) => value, (error) => [error.name, error instanceof TypeError]);
const told = async (answer) => { const { method, url, origin, referer, body, cookie } = await answer.json(); return [answer.url, answer.type, answer.redirected, method, url, origin, referer, body, (cookie ?? '').includes('mine')]; };`;

/** What a worker is told that asks beside and above itself. */
async function inWorker(): Promise<void> {
  const seen: unknown[] = [];
  for (const url of ['near.json', '../deep/near.json?2', '/deep/near.json?3'])
    for (const credentials of ['omit', 'same-origin'] as const)
      try {
        const answer = await fetch(url, { credentials });
        seen.push(answer.url, answer.status, new Request(url, { credentials }).url);
      } catch (error) {
        seen.push((error as Error).name);
      }
  (globalThis as unknown as { postMessage(told: unknown): void }).postMessage(seen);
}

/** What a page asks of its own host without credentials, and what it finds in caches by it. */
export const cases: PageCases = {
  'options that are a function': {
    files: {
      '/to-all.json': { type: 'application/json', body: '{"all":1}', headers: { 'access-control-allow-origin': '*' } },
    },
    script: `const seen = []; const why = (f) => Promise.resolve().then(f).catch((e) => e.name); for (const host of ['', 'https://static.corp.test']) for (const init of [() => {}, Object.assign(() => {}, { credentials: 'omit' }), Object.assign(class {}, { method: 'HEAD' }), 0, 'x', true, null]) seen.push(await why(async () => { const r = await fetch(host + '/to-all.json', init); return [r.status, r.type, r.url, await r.text()]; }));
      const r = new Request('https://static.corp.test/to-all.json', Object.assign(() => {}, { credentials: 'omit' })); seen.push(r.credentials, r.url, await why(async () => (await fetch(r)).json())); return seen;`,
  },
  'a page asks its own host without credentials': {
    files: {
      '/set.json': { ...DATA, headers: { 'set-cookie': 'omitted=1; Path=/' } },
      '/go': { type: 'text/plain', body: '', status: 302, headers: { location: '/set.json' } },
    },
    script: `${HELP} document.cookie = 'mine=1; path=/'; const seen = [];
      for (const url of ['/echo', 'https://wiki.corp.test/echo?q=1#h', new URL('/echo', location)]) for (const credentials of ['omit', 'same-origin', 'include']) seen.push(await settled(fetch(url, { credentials }).then(told)));
      const r = new Request('/echo', { method: 'POST', body: 'b', credentials: 'omit' }); const again = new Request(r.clone(), { credentials: 'include' });
      seen.push(r.url, r.credentials, r.clone().credentials, new Request(r.clone()).credentials, again.credentials, await settled(fetch(r.clone()).then(told)), await settled(fetch(r.clone(), { credentials: 'same-origin' }).then(told)), await settled(fetch(again).then(told)), await settled(fetch(new Request('/echo', { credentials: 'same-origin' }), { credentials: 'omit' }).then(told)));
      const kept = () => document.cookie.includes('omitted'); const ask = (url, init) => settled(fetch(url, init).then(async (answer) => [answer.url, answer.redirected, await answer.text()]));
      for (const url of ['/set.json', '/go']) seen.push(await ask(url, { credentials: 'omit' }), kept()); seen.push(await ask('/set.json'), kept());
      document.cookie = 'omitted=; max-age=0; path=/'; document.cookie = 'mine=; max-age=0; path=/';
      const blob = await settled(fetch(URL.createObjectURL(new Blob(['b'])), { credentials: 'omit' }).then((answer) => answer.text()));
      seen.push(blob, await ask('data:,x', { credentials: 'omit' }), await ask('http://[', { credentials: 'omit' }), await ask('/set.json', { credentials: 'other' })); return seen;`,
  },
  'a worker asks its own host without credentials': {
    files: {
      '/w.js': {
        type: 'text/javascript',
        body: 'fetch("/echo", { credentials: "omit" }).then((r) => r.json()).then((j) => postMessage([j.method, j.cookie, j.url, j.host]), (e) => postMessage(e.message));',
      },
    },
    script: `const worker = new Worker('/w.js'); return new Promise((done) => { worker.onmessage = (event) => done(event.data); });`,
  },
  'a worker asks by relative URLs without credentials': {
    files: {
      '/deep/w.js': { type: 'text/javascript', body: `(${inWorker})()` },
      '/deep/near.json': DATA,
    },
    script: `const ask = (worker) => new Promise((done) => { worker.onmessage = (event) => done(event.data); worker.onerror = (event) => done(event.message); });
      return [await ask(new Worker('/deep/w.js')), await ask(new Worker('/deep/w.js', { type: 'module' })), await ask(new Worker(URL.createObjectURL(new Blob([${JSON.stringify(`(${inWorker})()`)}]))))];`,
  },
  'what caches keep by requests without credentials': {
    files: {
      '/d.json': DATA,
      '/far.json': { ...DATA, headers: { 'access-control-allow-origin': '*' } },
      '/part.json': { ...DATA, status: 206 },
    },
    script: `${HELP} const FAR = 'https://static.corp.test/far.json'; const cache = await caches.open('kept'); const seen = [];
      const own = new Request('/d.json', { credentials: 'omit' }); await cache.put(own, await fetch(own)); await cache.add(new Request('/d.json?2', { credentials: 'omit' }));
      await cache.put('/d.json?3', new Response('3')); await cache.put(FAR + '?4', new Response('4')); await cache.put(new Request(FAR + '?5'), new Response('5')); await cache.addAll([new Request(FAR + '?6'), '/d.json?7']);
      seen.push((await cache.keys()).map((each) => [each.url, each.credentials]));
      for (const key of ['/d.json', own, 'https://wiki.corp.test/d.json', new Request('/d.json'), '/d.json?2', 'https://wiki.corp.test/d.json?3', new Request('https://wiki.corp.test/d.json?3', { credentials: 'omit' }), FAR + '?4', new Request(FAR + '?4'), FAR + '?5', new Request(FAR + '?5', { credentials: 'include' }), new Request(FAR + '?6'), FAR + '?6', '/d.json?7']) { const found = await cache.match(key); const anywhere = await caches.match(key); seen.push(found ? [found.url, await found.text()] : null, anywhere?.url ?? null); }
      seen.push(await settled(cache.add(new Request('/part.json', { credentials: 'omit' }))), await settled(cache.addAll(['/d.json?8', new Request('/part.json', { credentials: 'omit' })])), (await cache.keys()).length, (await cache.matchAll(new Request(FAR + '?5'))).length, (await cache.keys(new Request('/d.json'))).length, await cache.delete('/d.json'), await cache.delete(new Request(FAR + '?4')), (await cache.keys()).length, await caches.delete('kept')); return seen;`,
  },
};
