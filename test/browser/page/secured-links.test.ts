import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BareAndThrough, startBareAndThrough } from '../../support/bare-and-through.ts';
import type { PageCase } from '../../support/page-case.ts';

/** Milliseconds until a window that has not gone anywhere counts as one that stays. */
const PATIENCE = 60_000;

let both: BareAndThrough;
before(async () => {
  both = await startBareAndThrough();
});
after(() => both?.close());

/** Where a page of the gateway comes to that does what `act` says, as the page itself knows it. */
async function leads(
  name: string,
  pageCase: Pick<PageCase, 'body'>,
  act: string,
): Promise<[inside: boolean, href: string]> {
  const { through } = both.tabs;
  await both.check(name, { ...pageCase, script: 'return 1;' });
  await through.evaluate(act);
  await through.waitForURL((url) => url.pathname.startsWith('/there'), { timeout: PATIENCE });
  const url = new URL(through.url());
  return [url.hostname.endsWith('.mcas.localhost'), String(await through.evaluate('document.URL'))];
}

test('a link, a form and script that name http stay inside', async () => {
  const body =
    '<a href="http://wiki.corp.test/there?a=1#b">x</a><form method="post" action="http://wiki.corp.test/there/form"><input name="q" value="1"></form>';
  const clicked = await leads('clicked', { body }, `document.querySelector('a').click()`);
  assert.deepEqual(clicked, [true, 'https://wiki.corp.test/there?a=1#b']);
  assert.deepEqual(await leads('sent', { body }, 'document.forms[0].submit()'), [
    true,
    'https://wiki.corp.test/there/form',
  ]);
  const by = (code: string): string =>
    `const s = document.createElement('script'); s.textContent = ${JSON.stringify(code)}; document.body.append(s);`;
  for (const [name, code] of [
    ['assigned', `location.href = 'http://wiki.corp.test/there/by-script'`],
    ['replaced', `location.replace('http://wiki.corp.test/there/by-script')`],
    ['opened', `window.open('http://wiki.corp.test/there/by-script', '_self')`],
  ] as const)
    assert.deepEqual(await leads(name, { body }, by(code)), [true, 'https://wiki.corp.test/there/by-script']);
});
