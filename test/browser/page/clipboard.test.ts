import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BareAndThrough, startBareAndThrough } from '../../support/bare-and-through.ts';

const PAGE = {
  body: '<div id="from">words <a href="https://static.corp.test/x">link</a> <a href="/rel">rel</a> <img src="https://static.corp.test/pixel.svg"></div><div id="into" contenteditable>here</div>',
  script: `window.pasted = []; document.getElementById('into').addEventListener('paste', (event) => {
    const html = event.clipboardData.getData('text/html'); event.preventDefault();
    pasted.push(event.clipboardData.getData('text/plain').trim(), [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((m) => m[1]));
  }); return 'ready';`,
};

let both: BareAndThrough;
before(async () => {
  both = await startBareAndThrough();
});
after(() => both?.close());

test('what is copied with the keyboard names the app’s own hosts', async () => {
  const seen: unknown[] = [];
  await both.check('clipboard/copy', PAGE);
  for (const tab of [both.tabs.bare, both.tabs.through]) {
    await tab.bringToFront();
    await tab.evaluate("getSelection().selectAllChildren(document.getElementById('from'))");
    await tab.keyboard.press('Control+c');
    await tab.click('#into');
    await tab.keyboard.press('Control+v');
    seen.push(await tab.evaluate('window.pasted'));
  }
  assert.deepEqual(seen[0], [
    'words link rel',
    ['https://static.corp.test/x', 'https://wiki.corp.test/rel', 'https://static.corp.test/pixel.svg'],
  ]);
  assert.deepEqual(seen[1], seen[0]);
});
