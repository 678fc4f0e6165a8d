import type { PageCases } from '../../../support/page-case.ts';

const STATIC = 'https://static.corp.test';
const ANY = { 'access-control-allow-origin': '*' };

/** A tenth of a second of silence: one channel of 8,000 bytes a second (RIFF WAVE, format 1). */
function silence(): Uint8Array {
  const samples = 800;
  const sound = Buffer.alloc(44 + samples, 0x80);
  sound.write('RIFF', 0, 'latin1');
  sound.writeUInt32LE(36 + samples, 4);
  sound.write('WAVEfmt ', 8, 'latin1');
  sound.writeUInt32LE(16, 16);
  for (const [at, value] of [1, 1, 8000, 0, 8000, 0, 1, 8].entries()) sound.writeUInt16LE(value, 20 + 2 * at);
  sound.write('data', 36, 'latin1');
  sound.writeUInt32LE(samples, 40);
  return sound;
}

const CAPTIONS = `WEBVTT

00:00.000 --> 00:01.000
Look at ${STATIC}/
`;
const FILES = {
  '/sound.wav': { type: 'audio/wav', body: silence(), headers: ANY },
  '/closed.wav': { type: 'audio/wav', body: silence() },
  '/captions.vtt': { type: 'text/vtt', body: CAPTIONS, headers: ANY },
};
const HELP = `const cues = (track) => new Promise((done) => { const end = (word) => () => done([word, track.track.cues && [...track.track.cues].map((cue) => cue.text)]); track.addEventListener('load', end('load')); track.addEventListener('error', end('error')); track.track.mode = 'showing'; });
  const read = (e) => [e.currentSrc, e.crossOrigin, e.outerHTML, [...e.children].map((c) => [c.src, c.getAttribute('src'), c.cloneNode().outerHTML])];`;

/** Films, sounds and captions of another host of the app: `crossorigin` of the element around a `source` counts for it. */
export const cases: PageCases = {
  'sources and captions in the markup of the page': {
    files: FILES,
    body: `<video id="v" crossorigin="anonymous"><source src="${STATIC}/none.xyz" type="video/none"><source src="${STATIC}/sound.wav"><track src="${STATIC}/captions.vtt" id="t" kind="subtitles"></video>
      <audio id="a" crossorigin><source src="${STATIC}/sound.wav?other"></audio><audio id="o"><source src="${STATIC}/closed.wav"></audio>`,
    script: `${HELP} const $ = (id) => document.getElementById(id); const there = async (e) => { for (let tries = 0; e.readyState < 1 && tries < 500; tries++) await new Promise((d) => setTimeout(d, 20)); return [e.readyState > 0, ...read(e)]; };
      return [await there($('v')), await there($('a')), await there($('o')), await cues($('t')), performance.getEntriesByType('resource').map((e) => e.name).filter((n) => /wav|vtt/.test(n)).sort()];`,
  },
  'sources and captions that script makes': {
    files: FILES,
    script: `${HELP} const seen = []; const there = (e) => new Promise((done) => { e.addEventListener('loadedmetadata', () => done('loaded')); e.lastElementChild.addEventListener('error', () => done('error')); });
      const made = (name, set) => { const e = document.createElement(name); set(e); return e; };
      for (const [crossorigin, set] of [['anonymous', (e) => e.setAttribute('src', '${STATIC}/sound.wav?1')], ['', (e) => { e.src = '${STATIC}/sound.wav?2'; }], [null, (e) => { e.src = '${STATIC}/closed.wav?3'; }], ['anonymous', (e) => { e.src = '${STATIC}/closed.wav?4'; }], ['anonymous', (e) => { e.src = '/sound.wav?5'; }]]) {
        const video = document.createElement('video'); video.crossOrigin = crossorigin; video.append(made('source', set)); const ended = there(video); document.body.append(video); seen.push(await ended, ...read(video)); }
      for (const markup of ['<video crossorigin><source src="${STATIC}/sound.wav?6"></video>', '<audio crossorigin=anonymous><source src=${STATIC}/sound.wav?7></audio>']) { const d = document.createElement('div'); d.innerHTML = markup; const ended = there(d.firstChild); document.body.append(d); seen.push(await ended, ...read(d.firstChild), d.innerHTML); }
      const film = made('video', (e) => { e.crossOrigin = ''; e.src = '${STATIC}/sound.wav?8'; e.append(made('track', (t) => { t.kind = 'subtitles'; t.src = '${STATIC}/captions.vtt?1'; }), made('track', (t) => { t.setAttribute('src', '${STATIC}/captions.vtt?2'); })); }); document.body.append(film); seen.push(await Promise.all([...film.children].map(cues)), ...read(film));
      const picture = document.createElement('picture'); picture.innerHTML = '<source src="${STATIC}/none" srcset="${STATIC}/none 2x">'; seen.push(picture.innerHTML, picture.firstChild.src, picture.firstChild.srcset, document.querySelector('source[src="${STATIC}/sound.wav?1"]') !== null);
      return seen;`,
  },
  'with CORS, in markup that script writes': {
    files: {
      ...FILES,
      '/open.svg': {
        type: 'image/svg+xml',
        body: '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>',
        headers: ANY,
      },
      '/kept.svg': {
        type: 'image/svg+xml',
        body: '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>',
        headers: {
          'access-control-allow-origin': 'https://wiki.corp.test',
          'access-control-allow-credentials': 'true',
        },
      },
      '/closed.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>' },
      '/open.css': { type: 'text/css', body: '.sheet{width:11px}', headers: ANY },
      '/open.js': {
        type: 'text/javascript',
        body: 'ran.push(document.currentScript.crossOrigin, document.currentScript.outerHTML);',
        headers: ANY,
      },
      '/open.mjs': {
        type: 'text/javascript',
        body: 'import { a } from "./next.mjs"; ran.push(import.meta.url, a);',
        headers: ANY,
      },
      '/next.mjs': { type: 'text/javascript', body: 'export const a = import.meta.url;', headers: ANY },
    },
    head: `<script>window.ran = []; for (const tag of ['crossorigin src="${STATIC}/open.js?1"', 'src=${STATIC}/open.js?2&amp;b crossorigin=anonymous', "type='module' src='${STATIC}/open.mjs'", 'crossorigin="use-credentials" src="${STATIC}/open.js?3"']) document.write('<script ' + tag + '><\\/script>');</script>`,
    script: `${HELP} const d = document.createElement('div'); document.body.append(d); const seen = []; const ended = (e) => new Promise((done) => { const end = (event) => done(event.type); for (const type of ['load', 'loadedmetadata', 'error']) e.addEventListener(type, end); });
      for (const markup of ['<img crossorigin src="${STATIC}/open.svg?1">', '<img alt="" src=${STATIC}/open.svg?2&amp;b=c CrossOrigin=anonymous>', '<img crossorigin="anonymous" src="${STATIC}/closed.svg">', '<img crossorigin srcset="${STATIC}/open.svg?3 1x">', '<img crossorigin=other src="/open.svg">', '<img crossorigin="use-credentials" src="${STATIC}/open.svg?4">',
        '<img crossorigin="use-credentials" srcset="${STATIC}/kept.svg?1 1x, /open.svg 9x" src="${STATIC}/kept.svg?2">', '<img crossorigin srcset="/open.svg 9x, ${STATIC}/open.svg?9 1x" src="/open.svg">', '<img crossorigin=use-credentials src=${STATIC}/kept.svg?a=b>', '<audio src="${STATIC}/sound.wav" crossorigin></audio>', '<video crossorigin="" src="${STATIC}/sound.wav?2"></video>', '<link rel="stylesheet" crossorigin href="${STATIC}/open.css">', '<link rel="preload" as="image" crossorigin href="${STATIC}/open.svg?5">', '<link rel="modulepreload" href="${STATIC}/next.mjs?preload">']) {
        d.innerHTML = markup; const e = d.firstChild; seen.push(await ended(e), e.crossOrigin, e.src ?? e.href); for (const name of e.getAttributeNames().filter((each) => e.hasAttribute(each))) seen.push(name === 'crossorigin' && markup.includes('other') ? '' : e.getAttribute(name)); if (!markup.includes('other')) seen.push(d.innerHTML, e.cloneNode().outerHTML); }
      d.innerHTML = ''; d.insertAdjacentHTML('afterbegin', '<p><img crossorigin src="${STATIC}/open.svg?6"></p>'); seen.push(await ended(d.querySelector('img')), d.innerHTML);
      d.append(document.createRange().createContextualFragment('<img src="${STATIC}/open.svg?7" crossorigin>')); seen.push(await ended(d.lastChild), d.innerHTML); const t = document.createElement('template'); t.innerHTML = '<img crossorigin="anonymous">'; const c = document.importNode(t.content, true).firstChild; c.setAttribute('src', '${STATIC}/open.svg?8'); seen.push(await ended(c), c.outerHTML);
      for (let tries = 0; ran.length < 6 && tries < 500; tries++) await new Promise((d) => setTimeout(d, 20)); return [seen, ran.sort()];`,
  },
};
