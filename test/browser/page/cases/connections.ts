import type { PageCases } from '../../../support/page-case.ts';

/** Pages whose answer says what they may connect to at all (Connection-Allowlist). */
export const cases: PageCases = {
  'what a page may connect to': {
    headers: {
      'connection-allowlist':
        '(response-origin "https://static.corp.test/data.json" "https://*.partner.test/data.json")',
    },
    script: `const seen = []; for (const url of ['/data.json', 'https://static.corp.test/data.json', 'https://static.corp.test/style.css', 'https://mail.partner.test/style.css']) seen.push(await fetch(url, { mode: 'no-cors' }).then((r) => r.type, (e) => e.message));
      const f = document.createElement('iframe'); f.src = '/page.html'; await new Promise((done) => { f.onload = done; document.body.append(f) }); return [...seen, f.contentDocument.title, eval('location.host')];`,
  },
  'a page that may connect to one host of its app alone': {
    headers: { 'connection-allowlist': '("https://static.corp.test/*")' },
    script: `return [await fetch('https://static.corp.test/data.json', { mode: 'no-cors' }).then((r) => r.type), await fetch('/data.json').catch((e) => e.message), eval('location.host'), document.URL];`,
  },
};
