import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { APP, APP_HOST, type AppInstance } from '../../support/app-roads.ts';
import { freePort } from '../../support/free-port.ts';
import { answering } from '../../support/pass-to.ts';
import { type Road, until } from '../../support/road.ts';
import { storedFiles } from '../../support/stored-files.ts';

const resolve = (name: string): string => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
const ICON = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>';

/** What is developed: modules that name each other in every way, components, styles, workers, texts that name its host. */
const SOURCES: Readonly<Record<string, string>> = {
  'index.html': `<!doctype html><title>Dev</title><link rel="icon" href="data:,"><div id="app"></div><script type="module" src="/src/main.js"></script>`,
  'src/main.js': `import { createApp } from 'vue'; import App from './App.vue'; import './style.css'; import icon from './icon.svg?no-inline'; import raw from './help.js?raw'; import Own from './worker.js?worker'; import Inline from './worker.js?worker&inline';
    createApp(App, { icon }).mount('#app');
    window.seen = { asset: new URL('./icon.svg?no-inline', import.meta.url).pathname, base: import.meta.env.BASE_URL, icon, raw, path: new URL(import.meta.url).pathname };
    const workers = { own: new Own(), inline: new Inline(), url: new Worker(new URL('./other.js', import.meta.url), { type: 'module' }) };
    for (const [name, worker] of Object.entries(workers)) { worker.onmessage = (event) => (window.seen[name] = event.data); worker.postMessage(location.href); }
    for (const [name, load] of Object.entries(import.meta.glob('./pages/*.js'))) load().then((page) => (window.seen[name] = page.default));`,
  'src/App.vue': `<script setup>
import { ref } from 'vue';
defineProps({ icon: String }); const count = ref(0); const location = ref(window.location.href);
</script>
<template><h1>First edition</h1><button @click="count++">{{ count }}</button><a :href="location + '#x'">{{ location }}</a><img :src="icon"></template>
<style scoped>h1 { color: rgb(1, 2, 3); background: url(${APP}/src/icon.svg) }</style>`,
  'src/style.css': 'body { margin: 1px; background: url(/src/icon.svg) }',
  'src/icon.svg': ICON,
  'src/help.js': `export const here = () => [location.protocol, self.origin, '${APP}/help'];`,
  'src/worker.js': `import { here } from './help.js'; onmessage = ({ data }) => postMessage([data, ...here()]);`,
  'src/other.js': `import { here } from './help.js'; onmessage = ({ data }) => postMessage([data, ...here(), location.pathname]);`,
  'src/pages/one.js': 'export default new URL(import.meta.url).host;',
  'src/pages/two.js': 'export default location.origin;',
};

/** The page changes the sources itself, since a journey has the browser alone in hand. */
const CONFIG = `import vue from '@vitejs/plugin-vue'; import { readFileSync, writeFileSync } from 'node:fs';
const editing = { name: 'editing', configureServer: ({ middlewares, config }) => { middlewares.use('/edit', (request, response) => {
  const { searchParams } = new URL(request.url, 'http://localhost'); const file = config.root + '/src/' + searchParams.get('file');
  writeFileSync(file, readFileSync(file, 'utf8').replace(searchParams.get('from'), searchParams.get('to'))); response.end('done'); }); } };
export default { plugins: [vue(), editing], cacheDir: 'cache', clearScreen: false, optimizeDeps: { include: ['vue'] },
  server: { host: '127.0.0.1', strictPort: true, allowedHosts: ['${APP_HOST}'], fs: { strict: false }, hmr: { protocol: 'wss', clientPort: 443 } } };`;

/** Vite's development server: hundreds of modules as they are written, each change told over a WebSocket and loaded into the running page. */
export async function startVite(): Promise<AppInstance> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-vite-')));
  mkdirSync(join(folder, 'src', 'pages'), { recursive: true });
  for (const [name, text] of Object.entries({
    ...SOURCES,
    'vite.config.js': CONFIG,
    'package.json': '{"type":"module"}',
  }))
    writeFileSync(join(folder, name), text);
  symlinkSync(dirname(resolve('vite')), join(folder, 'node_modules'));
  const port = await freePort();
  const program = join(resolve('vite'), 'bin', 'vite.js');
  const server = spawn(process.execPath, [program, '--port', String(port)], { cwd: folder, stdio: 'ignore' });
  await answering(port);
  return {
    port,
    stored: () => storedFiles(join(folder, 'src')),
    async close() {
      const gone = new Promise((done) => server.once('exit', done));
      server.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function edit(page: Page, file: string, from: string, to: string): Promise<void> {
  const query = new URLSearchParams({ file, from, to }).toString();
  await page.evaluate(`fetch('${APP}/edit?${query}').then((answer) => answer.text())`);
}

const SHOWN = `({ text: document.body.innerText, links: [...document.links].map((link) => link.href),
  heading: [getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.querySelector('h1')).backgroundImage],
  body: getComputedStyle(document.body).backgroundImage, picture: document.querySelector('img').naturalWidth })`;

/** Some minutes of development: a component, a style and a fault change under an open page, which is never loaded anew. */
export async function useVite(road: Road): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const page = await road.open(`${APP}/`);
  await until(
    page,
    "globalThis.seen && Object.keys(seen).length === 10 && document.querySelector('img')?.naturalWidth",
  );
  await page.evaluate('(globalThis.stayed = true)');
  await page.click('button');
  seen['shown'] = await page.evaluate(SHOWN);
  seen['known to the modules'] = await page.evaluate('Object.entries(seen).sort()');

  await edit(page, 'App.vue', 'First edition', 'Second edition');
  await page.waitForSelector('h1:text-is("Second edition")');
  await edit(page, 'style.css', '1px', '9px');
  await until(page, "getComputedStyle(document.body).marginTop === '9px'");
  await edit(page, 'App.vue', 'rgb(1, 2, 3)', 'rgb(4, 5, 6)');
  await until(page, "getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'");
  seen['changed while open'] = await page.evaluate(SHOWN);
  await edit(page, 'App.vue', '</template>', '</templ');
  await page.waitForSelector('vite-error-overlay');
  seen['a fault'] = await page.evaluate(
    "document.querySelector('vite-error-overlay').shadowRoot.querySelector('.message-body').textContent",
  );
  await edit(page, 'App.vue', '</templ', '</template>');
  await page.waitForSelector('vite-error-overlay', { state: 'detached' });
  // Whether the component keeps its count hangs on how the server puts the two changes together.
  seen['mended'] = await page.innerText('h1');
  seen['never loaded anew'] = await page.evaluate('globalThis.stayed');
  seen['sources of styles'] = await page.evaluate(
    "[...document.querySelectorAll('style')].map((each) => [each.dataset.viteDevId.replace(/.*src/, ''), each.textContent])",
  );
  await page.close();
  return seen;
}
