import type { PageCases } from '../../../support/page-case.ts';

const WATCH = `const told = []; document.addEventListener('securitypolicyviolation', (event) => told.push([event.effectiveDirective, event.blockedURI]));
const loads = (url) => new Promise((done) => { const image = new Image(); image.onload = () => done('loads'); image.onerror = () => done('fails'); image.src = url; });`;
const POLICY = 'img-src https://wiki.corp.test https://static.corp.test';

/** Policies that come by script: hosts in them are the app's, and what the runtime does is none of their business. */
export const cases: PageCases = {
  'an element of script': {
    script: `${WATCH} const policies = []; document.addEventListener('securitypolicyviolation', (event) => policies.push(event.originalPolicy)); const meta = document.createElement('meta'); meta.httpEquiv = 'Content-Security-Policy'; meta.content = '${POLICY}'; document.head.append(meta);
      return [await loads('/pixel.svg'), await loads('https://static.corp.test/pixel.svg'), await loads('https://mail.partner.test/pixel.svg'), told, policies, meta.content, meta.getAttribute('content'), meta.outerHTML, document.querySelectorAll('meta[content="${POLICY}"]').length];`,
  },
  'its attributes the other way round': {
    script: `${WATCH} const meta = document.createElement('meta'); meta.setAttribute('content', '${POLICY}'); meta.setAttribute('http-equiv', 'content-security-policy'); document.head.append(meta);
      return [await loads('/pixel.svg'), await loads('https://mail.partner.test/pixel.svg'), told, meta.content, meta.outerHTML];`,
  },
  'what lets in the runtime, looked for': {
    script: `const meta = document.createElement('meta'); meta.httpEquiv = 'Content-Security-Policy'; meta.content = "script-src 'nonce-once'; connect-src https://static.corp.test"; const list = []; const policies = [];
      new MutationObserver((records) => list.push(...records.flatMap((each) => [each.oldValue, each.target.outerHTML]))).observe(document, { subtree: true, childList: true, attributes: true, attributeOldValue: true }); document.addEventListener('securitypolicyviolation', (event) => policies.push(event.originalPolicy));
      document.head.append(meta); const frame = document.createElement('iframe'); document.body.append(frame); const srcdoc = document.createElement('iframe'); srcdoc.srcdoc = '<p>text</p>'; document.body.append(srcdoc); await new Promise((done) => { srcdoc.onload = done; });
      const run = (nonce, inner = document) => { const script = inner.createElement('script'); if (nonce) script.nonce = nonce; script.textContent = '(top.ran ??= []).push("' + nonce + '", location.pathname)'; inner.body.append(script); script.remove(); };
      run(''); run('once'); run('', frame.contentDocument); run('once', frame.contentDocument); await new Promise((done) => setTimeout(done));
      const copy = document.importNode(meta, true); const seen = [meta.outerHTML, document.head.innerHTML, new XMLSerializer().serializeToString(meta), [...meta.attributes].map((each) => [each.value, each.nodeValue, each.textContent]), meta.attributes.getNamedItem('content').value, meta.getAttributeNode('content').value, copy.content, copy.outerHTML, srcdoc.srcdoc, srcdoc.contentDocument.documentElement.outerHTML, list, policies, document.querySelector('meta[content*="sallyport"]')];
      for (const [, nonce] of JSON.stringify(seen).matchAll(/(sallyport-[\\w-]+)/g)) run(nonce); return [window.ran, /sallyport/.test(JSON.stringify(seen)), meta.outerHTML, policies, srcdoc.contentWindow.location.href, frame.contentWindow.location.href];`,
  },
  'in the text of a frame': {
    script: `const frame = document.createElement('iframe'); const told = new Promise((done) => { window.heard = done; });
      frame.srcdoc = \`<meta http-equiv="Content-Security-Policy" content="${POLICY}; connect-src https://static.corp.test; script-src 'nonce-once'"><script nonce=once>${WATCH.replaceAll('`', '')} (async () => parent.heard([await loads('https://wiki.corp.test/pixel.svg'), await loads('https://mail.partner.test/pixel.svg'), told, document.querySelector('meta').content, document.querySelector('meta').outerHTML, location.href, document.baseURI]))()<\\/script>\`; document.body.append(frame); return [await told, frame.srcdoc];`,
  },
  'in a document that is written': {
    files: { '/empty.html': { type: 'text/html', body: '<!doctype html><title>empty</title>' } },
    script: `const frame = document.createElement('iframe'); const there = new Promise((done) => { frame.onload = done; }); frame.src = '/empty.html'; document.body.append(frame); await there;
      const told = new Promise((done) => { window.heard = done; }); const inner = frame.contentDocument; inner.open();
      inner.write(\`<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${POLICY}; worker-src blob:; script-src 'nonce-once'"><body><script nonce=once>${WATCH} (async () => {
        const worker = new Worker(URL.createObjectURL(new Blob(['postMessage([location.protocol, self.location.origin])']))); const fromWorker = await new Promise((done) => { worker.onmessage = (event) => done(event.data); worker.onerror = () => done('error'); });
        const added = document.createElement('script'); added.nonce = 'once'; added.textContent = 'window.added = [location.href, top.location.pathname]'; document.body.append(added);
        const none = document.createElement('script'); none.textContent = 'window.evil = location.href'; document.body.append(none);
        const frame = document.createElement('iframe'); document.body.append(frame);
        parent.heard([await loads('https://wiki.corp.test/pixel.svg'), await loads('https://mail.partner.test/pixel.svg'), fromWorker, window.added, window.evil, told, frame.contentWindow.location.href, frame.contentDocument.baseURI]);
      })()<\\/script>\`); inner.close(); return await told;`,
  },
};
