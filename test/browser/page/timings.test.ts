import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BareAndThrough, startBareAndThrough } from '../../support/bare-and-through.ts';

const BUSY = 'const until = performance.now() + 200; while (performance.now() < until);';
const PAGE = {
  head: `<script>{ ${BUSY} }</script>`,
  files: {
    // A picture of so few bytes that it can show little is no largest paint.
    '/big.svg': {
      type: 'image/svg+xml',
      body: `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="300" height="300" fill="red"/><!--${'x'.repeat(4000)}--></svg>`,
    },
    '/busy.js': { type: 'text/javascript', body: `{ ${BUSY} }` },
  },
  script: `const URLS = ['name', 'url', 'sourceURL', 'invoker']; window.of = (e) => URLS.map((name) => e[name]);
    window.first = (type, find) => new Promise((done) => { const o = new PerformanceObserver((list) => { const e = list.getEntries().find(find); if (e) { o.disconnect(); done(e); } }); o.observe({ type, buffered: true }); }); return 'ready';`,
};
/** Each as it reads, and as its JSON does: of a long frame the script that `end` names. */
const PAINTS = `(async () => { const shown = [first('element', (e) => e.identifier === 'one'), first('largest-contentful-paint', (e) => e.url.endsWith('?big'))];
  const img = new Image(); img.setAttribute('elementtiming', 'one'); img.src = 'https://static.corp.test/big.svg?big'; document.body.prepend(img);
  return (await Promise.all(shown)).map((e) => [of(e), of(e.toJSON()), of(JSON.parse(JSON.stringify(e)))]); })()`;
const FRAMES = `(async () => { const long = async (end, act) => { const ends = (s) => s.invoker.endsWith(end); const told = first('long-animation-frame', (e) => e.scripts.some(ends)); act(); const e = await told; return [e.scripts, e.toJSON().scripts, JSON.parse(JSON.stringify(e)).scripts].map((list) => of(list.find(ends))); };
  const loaded = await long('/busy.js', () => document.body.append(Object.assign(document.createElement('script'), { src: 'https://wiki.corp.test/busy.js' })));
  const handled = await long('late"].onload', () => { const img = new Image(); img.onload = () => { ${BUSY} }; img.src = 'https://static.corp.test/big.svg?late'; document.body.append(img); });
  return [loaded, handled]; })()`;
/** What the frame of the page's own script names of the gateway. A browser does not always tell of the first frame: then nothing, once it has told of a later one. */
const OWN = `(async () => { const all = []; const later = new Promise((done) => { const o = new PerformanceObserver((list) => { all.push(...list.getEntries()); if (all.some((e) => e.scripts.some((s) => s.invoker.endsWith('/busy.js')))) { o.disconnect(); done(); } }); o.observe({ type: 'long-animation-frame', buffered: true }); });
  document.body.append(Object.assign(document.createElement('script'), { src: 'https://wiki.corp.test/busy.js' })); await later;
  return all.find((e) => e.scripts.some((s) => s.invoker === document.URL)) && all.flatMap((e) => [...e.scripts, ...e.toJSON().scripts].map((s) => s.invoker)).filter((url) => url.includes('/.well-known/')); })()`;
/** How often a page is loaded until its first frame is told of. */
const TIMES = 20;

let both: BareAndThrough;
before(async () => {
  both = await startBareAndThrough();
});
after(() => both?.close());

/** In the tab that is in front: in others nothing is painted. */
async function onBoth(script: string): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const tab of [both.tabs.bare, both.tabs.through]) {
    await tab.bringToFront();
    let told: unknown;
    for (let times = 0; told === undefined && times < TIMES; times++) {
      await tab.reload();
      await tab.waitForFunction('window.first !== undefined');
      told = await tab.evaluate(script);
    }
    seen.push(told);
  }
  return seen;
}

test('timings, and their JSON, name the app’s own hosts', async () => {
  await both.check('timings/told', PAGE);
  for (const script of [PAINTS, FRAMES]) {
    const [bare, through] = await onBoth(script);
    assert.match(JSON.stringify(bare), /https:\/\/static\.corp\.test\/big\.svg/);
    assert.deepEqual(through, bare);
  }
});

test('the page runtime is no script of a long frame', async () => {
  await both.check('timings/own', PAGE);
  assert.deepEqual(await onBoth(OWN), [[], []]);
});
