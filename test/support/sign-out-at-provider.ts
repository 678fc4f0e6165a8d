import type { Answer, BrowserClient } from './browser-client.ts';

/** Says yes at the development provider, and gives where the browser is led once it is back at the gateway. */
export async function signOutAtProvider(browser: BrowserClient, page: Answer): Promise<string> {
  const html = page.body.toString();
  const action = /<form[^>]*action="([^"]*)"/.exec(html)?.[1];
  const xsrf = /name="xsrf" value="([^"]*)"/.exec(html)?.[1];
  if (action === undefined || xsrf === undefined) throw new Error(`no question at ${page.url}: ${page.status} ${html}`);
  let answer = await browser.send(new URL(action, page.url).href, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
  });
  for (let hop = 0; hop < 6; hop++) {
    const { location } = answer.headers;
    if (location === undefined) throw new Error(`no way on at ${answer.url}: ${answer.status} ${answer.body}`);
    const next = new URL(location, answer.url).href;
    if (new URL(answer.url).pathname.endsWith('/signed-out')) return next;
    answer = await browser.send(next);
  }
  throw new Error(`never back, last ${answer.url}`);
}
