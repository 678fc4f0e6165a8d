import type { Answer, BrowserClient } from './browser-client.ts';

/** Signs out as a person does who begins at `base`: asked on the sign-in host, they say yes. Gives what follows then. */
export async function signOut(browser: BrowserClient, base: string): Promise<Answer> {
  const begun = await browser.send(`${base}/.well-known/sallyport/sign-out`);
  const question = begun.headers.location === undefined ? begun : await browser.send(begun.headers.location);
  const action = /action="([^"]*)"/.exec(question.body.toString())?.[1]?.replaceAll('&amp;', '&');
  if (action === undefined) throw new Error(`no question at ${question.url}: ${question.status} ${question.body}`);
  const { origin } = new URL(question.url);
  return browser.send(origin + action, { method: 'POST', headers: { origin, 'sec-fetch-site': 'same-origin' } });
}
