import type { BundleCases } from '../bundle-case.ts';

/** Maps, documents, media, formulas, three dimensions. */
export const VIEWERS: BundleCases = {
  leaflet: {
    head: '<link rel="stylesheet" href="/lib/leaflet/dist/leaflet.css"><script src="/lib/leaflet/dist/leaflet.js"></script>',
    body: '<div id="map" style="width:300px;height:200px"></div>',
    exported: 'window.L',
    keys: 70,
    smoke: `const map = lib.map('map', { fadeAnimation: false, zoomAnimation: false }).setView([48.1, 11.5], 10); lib.tileLayer('https://static.corp.test/pixel.svg?z={z}&x={x}&y={y}', { attribution: '<a href="https://wiki.corp.test/about">about</a>' }).addTo(map); lib.marker([48.1, 11.5]).addTo(map).bindPopup('<a href="/a">here</a>').openPopup();
      await until(() => document.querySelectorAll('.leaflet-tile').length > 0); return [[...document.querySelectorAll('.leaflet-tile')].map((e) => e.getAttribute('src')).sort(), document.querySelector('.leaflet-marker-icon').src, document.querySelector('.leaflet-control-attribution').innerHTML.includes('https://wiki.corp.test/about'), document.querySelector('.leaflet-popup-content a').href];`,
  },
  'maplibre-gl': {
    exported: `import('/lib/maplibre-gl/dist/maplibre-gl.mjs')`,
    keys: 40,
    smoke: `const at = new lib.LngLat(11.5, 48.1); const seen = [at.toString(), at.distanceTo(new lib.LngLat(12, 48)), lib.getVersion(), String(lib.getWorkerUrl()), lib.MercatorCoordinate.fromLngLat(at).x];
      lib.setWorkerUrl('https://wiki.corp.test/lib/maplibre-gl/dist/maplibre-gl-worker.mjs'); seen.push(lib.getWorkerUrl()); lib.addProtocol('own', async () => ({ data: null }));
      try { const box = document.createElement('div'); document.body.append(box); new lib.Map({ container: box, style: { version: 8, sources: {}, layers: [] } }); seen.push('drawn'); } catch (error) { seen.push(error.constructor.name); } return seen;`,
  },
  'pdfjs-dist': {
    exported: `import('/lib/pdfjs-dist/build/pdf.min.mjs')`,
    keys: 30,
    smoke: `lib.GlobalWorkerOptions.workerSrc = 'https://wiki.corp.test/lib/pdfjs-dist/build/pdf.worker.min.mjs'; const read = async (source) => { const file = await lib.getDocument(source).promise; const page = await file.getPage(1); const text = await page.getTextContent(); const canvas = document.createElement('canvas'); canvas.width = 200; canvas.height = 100; await page.render({ canvas, canvasContext: canvas.getContext('2d'), viewport: page.getViewport({ scale: 1 }) }).promise; return [file.numPages, text.items.map((item) => item.str), canvas.toDataURL().length > 500]; };
      const bytes = await (await fetch('/sample/page.pdf')).arrayBuffer(); return [await read({ url: 'https://wiki.corp.test/sample/page.pdf' }), await read({ data: bytes })];`,
  },
  three: {
    exported: `import('/lib/three/build/three.module.js')`,
    keys: 400,
    smoke: `const scene = new lib.Scene(); const mesh = new lib.Mesh(new lib.BoxGeometry(1, 2, 3), new lib.MeshBasicMaterial({ color: 0xff0000 })); mesh.rotation.set(1, 2, 3); scene.add(mesh); scene.updateMatrixWorld(); const file = await new lib.FileLoader().loadAsync('https://wiki.corp.test/sample/list.json');
      const texture = await new lib.TextureLoader().loadAsync('https://wiki.corp.test/pixel.svg'); const back = new lib.ObjectLoader().parse(scene.toJSON()); const camera = new lib.PerspectiveCamera(50, 1, 0.1, 100); camera.position.z = 5; camera.updateMatrixWorld(); const ray = new lib.Raycaster(); ray.setFromCamera(new lib.Vector2(0, 0), camera);
      return [mesh.matrixWorld.elements, file, texture.image.src, back.children.length, ray.intersectObject(mesh).length, lib.REVISION];`,
  },
  'highlight.js': {
    head: '<script src="/lib/@highlightjs/cdn-assets/highlight.min.js"></script>',
    body: '<pre><code class="language-javascript">location.href = `https://static.corp.test/` + top.location;</code></pre>',
    exported: 'window.hljs',
    keys: 20,
    smoke: `lib.highlightAll(); await until(() => document.querySelector('code.hljs')); return [document.querySelector('code').innerHTML, lib.highlightAuto('window.location = 1; eval("x")').language, lib.listLanguages().length];`,
  },
  katex: {
    head: '<link rel="stylesheet" href="/lib/katex/dist/katex.min.css"><script src="/lib/katex/dist/katex.min.js"></script>',
    body: '<p id="math"></p>',
    exported: 'window.katex',
    keys: 8,
    smoke: `lib.render('\\\\href{https://static.corp.test/x}{\\\\frac{a}{b}}', document.getElementById('math'), { trust: true }); return [lib.renderToString('c = \\\\pm\\\\sqrt{a^2 + b^2}'), document.getElementById('math').innerHTML, document.querySelector('#math a').href];`,
  },
  mathjax: {
    head: `<script>window.MathJax = { startup: { typeset: false }, loader: { paths: { 'mathjax-newcm': '/lib/@mathjax/mathjax-newcm-font' } }, output: { fontPath: '/lib/@mathjax/%%FONT%%-font' }, options: { enableMenu: false, enableSpeech: false, enableBraille: false } };</script><script src="/lib/mathjax/tex-svg.js"></script>`,
    exported: 'window.MathJax.startup.promise.then(() => window.MathJax)',
    keys: 10,
    smoke: `const made = await lib.tex2svgPromise('\\\\href{https://static.corp.test/x}{x^2} + \\\\int_0^1 y'); return [lib.startup.adaptor.innerHTML(made).replace(/MJX-\\d+/g, ''), lib.tex2mml('a^2'), lib.version];`,
  },
  'video.js': {
    head: '<script src="/lib/video.js/dist/video.min.js"></script>',
    body: '<video id="video" class="video-js"></video>',
    exported: 'window.videojs',
    keys: 40,
    smoke: `const player = lib('video', { controls: true, preload: 'none', sources: [{ src: 'https://static.corp.test/a.mp4', type: 'video/mp4' }], poster: 'https://wiki.corp.test/pixel.svg' }); await new Promise((done) => player.ready(done));
      return [player.currentSrc(), player.poster(), lib.url.getAbsoluteURL('/b'), lib.url.isCrossOrigin('https://static.corp.test/x'), lib.url.isCrossOrigin('https://wiki.corp.test/x'), player.el().querySelector('video').src, lib.url.parseUrl('/p?q').host];`,
  },
  'hls.js': {
    head: '<script src="/lib/hls.js/dist/hls.min.js"></script>',
    exported: 'Object.getOwnPropertyDescriptors(window.Hls)',
    keys: 12,
    smoke: `lib = window.Hls; const player = new lib({ enableWorker: true, autoStartLoad: false }); const parsed = new Promise((done) => player.on(lib.Events.MANIFEST_PARSED, (_name, data) => done(data))); player.loadSource('https://wiki.corp.test/sample/list.m3u8'); const { levels } = await parsed; const urls = levels.map((level) => level.url[0] ?? level.url); player.destroy(); return [urls, lib.isSupported(), lib.version];`,
  },
};
