import { DOCUMENTS } from './documents.ts';

const CDN = 'https://cdn.corp.test';
const HOME = 'https://files.corp.test';

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Files</title>
<link rel="stylesheet" href="${CDN}/files.css">
<link rel="icon" href="//cdn.corp.test/icon.svg">
</head><body>
<header><a class="logo" href="${HOME}/"><img src="${CDN}/icon.svg" alt="" width="28" height="28"> Files</a>
<nav><a href="/">Documents</a><a href="/read">Read</a><a href="/live">Live</a><a href="${HOME}/about">About</a></nav></header>
<main>${body}</main>
<script src="${CDN}/files.js"></script>
</body></html>
`;
}

const rows = DOCUMENTS.map(({ name, type, bytes }) => {
  const path = encodeURIComponent(name);
  return `<tr><td><a href="/documents/${path}">${name}</a></td><td>${type.replace(/.*[./]/, '')}</td><td>${bytes.length} B</td><td><a class="get" href="/download/${path}" aria-label="Download ${name}">Download</a></td></tr>`;
}).join('\n');

/** Path -> page of the Files app. */
export const PAGES: Readonly<Record<string, () => string>> = {
  '/': () =>
    page(
      'Documents',
      `<h1>Documents</h1>
<table id="documents"><thead><tr><th>Name</th><th>Kind</th><th>Size</th><th></th></tr></thead><tbody>${rows}
<tr><td>Sonar survey.bin</td><td>data</td><td>1 GB</td><td><a class="get" href="/download/large" aria-label="Download Sonar survey.bin">Download</a></td></tr></tbody></table>
<p><button id="script-download" data-file="/download/${encodeURIComponent('Duty roster.docx')}">Fetch the roster by script</button> <output id="script-result"></output></p>
<h2>Upload</h2>
<form id="upload" method="post" action="${HOME}/upload" enctype="multipart/form-data"><label>File <input type="file" name="file" id="file"></label> <button>Upload</button></form>
<div id="drop" tabindex="0">Drop files here</div><ul id="uploads"></ul>`,
    ),
  '/read': () =>
    page(
      'Read',
      `<h1>Night orders</h1><p id="orders">Keep the north lamp lit. Log every hour. The reserve key lies in box 114.</p>
<p><button id="copy">Copy the orders</button> <button id="print">Print</button></p><label>Notes<br><textarea id="notes" rows="4"></textarea></label>`,
    ),
  '/live': () =>
    page('Live', '<h1>Live</h1><p>Events: <output id="events"></output></p><p>Echo: <output id="echo"></output></p>'),
  '/about': () =>
    page(
      'About',
      `<h1>About</h1><dl><dt>Origin</dt><dd id="origin"></dd><dt>Address</dt><dd id="address"></dd><dt>Visits</dt><dd id="visits"></dd><dt>From the CDN</dt><dd id="shared"></dd></dl>
<p><a id="absolute" href="${HOME}/read">An absolute link</a> · <a href="/go">A redirect</a> · <button id="theme">Change theme</button></p>
<script>document.getElementById('origin').textContent = location.origin; document.getElementById('address').textContent = window.location.href;</script>`,
    ),
};

export const STYLE = `@import url("https://cdn.corp.test/base.css");
body{background:#f6f7f4 url(//cdn.corp.test/wave.svg) bottom/100% 120px repeat-x fixed}
`;
export const BASE_STYLE = `
:root{--accent:#176b5b}
*{box-sizing:border-box}body{margin:0;font:16px/1.5 system-ui,sans-serif;color:#1d2b27;min-height:100vh}
body.dark{background:#14201d;color:#e5efe9}
header{display:flex;gap:24px;align-items:center;padding:14px 24px;background:#fff;border-bottom:1px solid #d9e2dc;flex-wrap:wrap}
body.dark header,body.dark main{background:#1c2b27;border-color:#33443e}
.logo{display:flex;gap:8px;align-items:center;font-weight:700;font-size:1.15rem;color:inherit;text-decoration:none}
nav{display:flex;gap:16px}a{color:var(--accent)}body.dark a{color:#7fd1bd}
main{max-width:52rem;margin:32px auto;background:#fff;border:1px solid #d9e2dc;border-radius:10px;padding:24px 32px 40px}
table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:9px 8px;border-bottom:1px solid #e4ebe6}
button{font:inherit;padding:7px 14px;border-radius:7px;border:1px solid var(--accent);background:var(--accent);color:#fff;cursor:pointer}
#drop{margin:14px 0;padding:22px;border:2px dashed #b8c7bf;border-radius:10px;text-align:center;color:#587069}
textarea{width:100%;font:inherit}dt{color:#587069}dd{margin:0 0 8px}
`;
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="3" y="7" width="26" height="20" rx="3" fill="#176b5b"/><path d="M3 11V8a3 3 0 0 1 3-3h7l3 4h10a3 3 0 0 1 3 3" fill="#2b9c85"/></svg>';
export const WAVE =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 40"><path d="M0 24q30-18 60 0t60 0 60 0 60 0v16H0z" fill="#dcebe4"/></svg>';

/** The app's script, as an app of today is: it believes in its own origin and talks to its second host. */
export const SCRIPT = `(function () {
  var $ = function (id) { return document.getElementById(id); };
  var cookie = function (name) { var m = document.cookie.match(new RegExp('(?:^|; )' + name + '=([^;]*)')); return m && m[1]; };
  if (cookie('theme') === 'dark') document.body.classList.add('dark');
  if ($('theme')) $('theme').onclick = function () {
    var dark = document.body.classList.toggle('dark');
    document.cookie = 'theme=' + (dark ? 'dark' : 'light') + '; domain=.corp.test; path=/; secure';
  };
  if ($('visits')) {
    fetch('/visits').then(function (r) { return r.json(); }).then(function (v) { $('visits').textContent = v.visits; });
    fetch('https://cdn.corp.test/shared', { credentials: 'include' }).then(function (r) { return r.json(); }).then(function (v) { $('shared').textContent = v.visits + ' visits, theme ' + v.theme; }, function (e) { $('shared').textContent = 'failed ' + e; });
  }
  if ($('script-download')) $('script-download').onclick = function () {
    fetch(this.dataset.file).then(function (r) { if (!r.ok) throw new Error('status ' + r.status); return r.blob(); }).then(function (b) {
      var a = document.createElement('a'); a.href = URL.createObjectURL(b); a.download = 'Duty roster.docx'; document.body.appendChild(a); a.click(); a.remove();
      $('script-result').textContent = 'fetched ' + b.size + ' bytes';
    }, function (e) { $('script-result').textContent = e.message; });
  };
  function send(file) {
    var data = new FormData(); data.append('file', file);
    var x = new XMLHttpRequest(); x.open('POST', location.origin + '/upload'); x.setRequestHeader('X-Requested-With', 'XMLHttpRequest');
    x.onload = function () { var li = document.createElement('li'); li.textContent = x.status === 200 ? file.name + ' uploaded' : file.name + ' refused (' + x.status + ')'; $('uploads').appendChild(li); };
    x.send(data);
  }
  if ($('drop')) {
    $('drop').ondragover = function (e) { e.preventDefault(); };
    $('drop').ondrop = function (e) { e.preventDefault(); Array.prototype.forEach.call(e.dataTransfer.files, send); };
    $('upload').onsubmit = function (e) { e.preventDefault(); if ($('file').files[0]) send($('file').files[0]); };
  }
  if ($('copy')) {
    $('copy').onclick = function () { getSelection().selectAllChildren($('orders')); document.execCommand('copy'); };
    $('print').onclick = function () { window.print(); };
  }
  if ($('events')) {
    var events = new EventSource('/events'); events.onmessage = function (e) { $('events').textContent = e.data + (new URL(events.url).host === location.host ? '' : ' wrong host'); };
    var socket = new WebSocket('wss://' + location.host + '/echo'); socket.onopen = function () { socket.send('ahoy'); }; socket.onmessage = function (e) { $('echo').textContent = e.data; };
  }
})();
`;
