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

test('so does what is copied in a document that script has opened anew, elsewhere', async () => {
  const seen: unknown[] = [];
  await both.check('clipboard/anew', PAGE);
  for (const tab of [both.tabs.bare, both.tabs.through]) {
    await tab.evaluate(`document.open(); document.write(${JSON.stringify(PAGE.body)}); document.close();`);
    await tab.bringToFront();
    await tab.evaluate("getSelection().selectAllChildren(document.getElementById('from'))");
    await tab.keyboard.press('Control+c');
    // No page of an app: nobody there puts right what it is given.
    const elsewhere = await tab.context().newPage();
    await elsewhere.setContent('<div contenteditable>here</div>');
    await elsewhere.click('div');
    await elsewhere.keyboard.press('Control+v');
    seen.push(await elsewhere.evaluate("[...document.querySelectorAll('a,img')].map((e) => e.href ?? e.src)"));
    await elsewhere.close();
  }
  assert.deepEqual(seen[0], [
    'https://static.corp.test/x',
    'https://wiki.corp.test/rel',
    'https://static.corp.test/pixel.svg',
  ]);
  assert.deepEqual(seen[1], seen[0]);
});

const FIELDS = {
  body: '<textarea id="field">before </textarea><div id="rich" contenteditable>before:</div><div id="reader" contenteditable></div>',
  script: `window.read = []; document.getElementById('reader').addEventListener('paste', (event) => {
    event.preventDefault(); read.push(event.clipboardData.getData('text/plain'), event.clipboardData.getData('text'));
  }); window.kinds = []; document.addEventListener('input', (event) => kinds.push(event.target.id)); return 'ready';`,
};

test('an address from the address bar is pasted as the app’s own', async () => {
  const seen: unknown[] = [];
  await both.check('clipboard/paste', FIELDS);
  for (const tab of [both.tabs.bare, both.tabs.through]) {
    const bar = await tab.context().newPage();
    await bar.setContent('<textarea></textarea>');
    // No page of an app ran here: what is copied is what the address bar shows.
    await bar.fill('textarea', `see ${tab.url()} and on`);
    await bar.focus('textarea');
    await bar.keyboard.press('Control+a');
    await bar.keyboard.press('Control+c');
    await bar.close();
    await tab.bringToFront();
    for (const id of ['field', 'rich', 'reader']) {
      await tab.click(`#${id}`);
      if (id !== 'reader') await tab.keyboard.press('Control+End');
      await tab.keyboard.press('Control+v');
    }
    await tab.focus('#field');
    await tab.keyboard.press('Control+z');
    await tab.keyboard.press('Control+v');
    seen.push(
      await tab.evaluate(
        "[document.getElementById('field').value, document.getElementById('rich').textContent, document.getElementById('reader').textContent, read, kinds]",
      ),
    );
  }
  const pasted = 'see https://wiki.corp.test/case/clipboard/paste?q=1#part and on';
  assert.deepEqual((seen[0] as unknown[]).slice(0, 4), [`before ${pasted}`, `before:${pasted}`, '', [pasted, pasted]]);
  assert.deepEqual(seen[1], seen[0]);
});
