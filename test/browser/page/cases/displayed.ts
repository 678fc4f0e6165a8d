import type { PageCases } from '../../../support/page-case.ts';

/** What a page stores, sends, copies or measures holds its own hosts only. */
export const cases: PageCases = {
  'editable areas': {
    body: '<div id="e" contenteditable><p>text <a href="https://wiki.corp.test/x">link</a></p></div>',
    script: `const e = document.getElementById('e'); e.focus(); const seen = [e.innerHTML]; getSelection().selectAllChildren(e.firstChild); document.execCommand('createLink', false, 'https://static.corp.test/made'); seen.push(e.innerHTML); getSelection().selectAllChildren(e); document.execCommand('insertHTML', false, '<a href="https://static.corp.test/h">h</a><img src="//static.corp.test/pixel.svg">'); seen.push(e.innerHTML, String(getSelection()), e.innerText, e.textContent); return seen;`,
  },
  'links and pictures that an editor makes': {
    body: '<div id="e" contenteditable>one <b>two</b> three</div>',
    script: `const e = document.getElementById('e'); e.focus(); const seen = []; const make = (command, url) => { getSelection().selectAllChildren(e.querySelector('b') ?? e); seen.push(document.execCommand(command, false, url), e.innerHTML, [...e.querySelectorAll('a, img')].map((n) => [n.href ?? n.src, n.getAttribute('href')])); };
      for (const url of ['https://static.corp.test/a?b=1&c=2&amp;d="e"#f<g>', '/here?a=1', 'mailto:a@corp.test?subject=x=y', 'https://elsewhere.test/?a=b&c', 'javascript:void(location.host)']) make('createLink', url); make('insertImage', '/pixel.svg?a=1&b=2'); document.execCommand('undo'); seen.push(e.innerHTML); return seen;`,
  },
  'performance entries': {
    // Some engines count the page's icon, once they come to it.
    head: '<link rel="icon" href="data:,"><link rel="stylesheet" href="https://static.corp.test/style.css">',
    script: `await (await fetch('/data.json')).text(); while (!performance.getEntriesByName('https://wiki.corp.test/data.json').length) await new Promise((r) => setTimeout(r, 10)); const names = (list) => list.map((e) => [e.name, e.entryType, e.toJSON().name]).filter(([, type]) => type === 'resource' || type === 'navigation');
      const observed = await new Promise((r) => { new PerformanceObserver((list, o) => { o.disconnect(); r(names(list.getEntries())); }).observe({ type: 'resource', buffered: true }); });
      return [names(performance.getEntries()).sort(), names(performance.getEntriesByType('resource')).sort(), performance.getEntriesByName('https://wiki.corp.test/data.json').length, performance.getEntriesByType('navigation')[0].name, observed.sort(), performance.getEntriesByName(location.href).length];`,
  },
  'events that say where': {
    body: '<a id="l" href="#there">l</a>',
    script: `const seen = []; addEventListener('hashchange', (e) => seen.push(e.oldURL, e.newURL)); const until = async (count) => { while (seen.length < count) await new Promise((r) => setTimeout(r, 10)); }; document.getElementById('l').click(); await until(2); addEventListener('message', (e) => seen.push(e.origin, e.data), { once: true }); postMessage('hi', 'https://wiki.corp.test'); await until(4);
      addEventListener('error', (e) => { seen.push(e.filename.split('?')[0], e.message); e.preventDefault(); }, { once: true }); setTimeout(() => { throw new Error('thrown') }); await until(6); addEventListener('securitypolicyviolation', () => {}); if (window.navigation) seen.push(navigation.currentEntry.url, navigation.entries().at(-1).url); return seen;`,
  },
};
