import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { readMessage } from '../../../src/policy/read-message.ts';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';
import { createOutside, type Outside } from './outside.ts';
import { dragOut, printed } from './page-exits.ts';

const CARD = '4111 1111 1111 1111';
const PAGE = `<!doctype html><html><head><title>Wiki</title></head><body>
<p id="secret">Pay with ${CARD} today</p><p id="plain">Words for everybody</p>
<p id="split">Pay with <b>4111 1111</b> <i>1111 1111</i></p><p id="mail">Write to <a href="mailto:${CARD}">us</a></p>
<textarea id="field">Card ${CARD}</textarea><input id="free" value="Words for everybody">
<div id="host"></div><div id="drop" style="height:40px" contenteditable>drop</div><p>The end</p></body></html>`;
const select = (id: string): string => `getSelection().selectAllChildren(document.getElementById('${id}'))`;
const WITHOUT = 'nothing of it';
const CONTENT = { detectors: [{ kind: 'payment-card' as const }] };

describe('what is copied and pasted only without certain data', () => {
  let stage: PageStage;
  let page: Page;
  let outside: Outside;
  before(async () => {
    const policy = { severity: 'high', mode: 'active', control: 'activities', action: 'block' } as const;
    stage = await startPageStage({
      policies: [
        {
          ...policy,
          id: 'cards',
          name: 'No cards',
          activities: ['copy', 'cut', 'paste', 'print'],
          when: { all: [{ app: ['wiki'] }, { path: ['/kept', '/kept/*'] }, { content: CONTENT }] },
          message: readMessage('Cards stay here.'),
        },
      ],
      handler: (request, response) =>
        response
          .writeHead(200, {
            'content-type': 'text/html; charset=utf-8',
            ...(request.url === '/kept/mute' ? { 'permissions-policy': 'sync-xhr=()' } : {}),
            ...(request.url === '/kept/strict' ? { 'content-security-policy': "connect-src 'none'" } : {}),
          })
          .end(PAGE),
    });
    page = await stage.signIn('bob');
    outside = await createOutside(stage.browser.context);
    await stage.browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  after(() => stage?.close());

  const rowsOf = (...types: string[]) => stage.rows().filter(({ type }) => types.includes(type));
  const open = async (path = '/kept'): Promise<void> => {
    await page.goto(stage.wiki + path);
    await page.bringToFront();
  };
  const run = (script: string): Promise<unknown> => page.evaluate(`(async () => { ${script} })()`);
  const ofText =
    (id: string, key = 'Control+c') =>
    async (): Promise<void> => {
      await run(select(id));
      await page.keyboard.press(key);
    };

  const KEPT: Record<string, () => Promise<unknown>> = {
    'Ctrl+C': ofText('secret'),
    'Ctrl+Insert': ofText('secret', 'Control+Insert'),
    'a number in two elements': ofText('split'),
    'an address of a link': ofText('mail'),
    'everything selected': async () => {
      await run('getSelection().selectAllChildren(document.body)');
      await page.keyboard.press('Control+c');
    },
    'a field': async () => {
      await page.focus('#field');
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+c');
    },
    'a field, cut': async () => {
      await page.focus('#field');
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+x');
    },
    execCommand: () => run(`${select('secret')}; document.execCommand('copy')`),
    writeText: () => run(`await navigator.clipboard.writeText('${CARD}').catch(() => {})`),
    write: () =>
      run(
        `await navigator.clipboard.write([new ClipboardItem({ 'text/plain': new Blob(['${CARD}'], { type: 'text/plain' }) })]).catch(() => {})`,
      ),
    'write of what is promised': () =>
      run(
        `await navigator.clipboard.write([new ClipboardItem({ 'text/plain': Promise.resolve('x').then(() => new Blob(['${CARD}'], { type: 'text/plain' })) })]).catch(() => {})`,
      ),
    'what the page puts there instead': () =>
      run(
        `document.addEventListener('copy', (e) => { e.clipboardData.setData('text/plain', '${CARD}'); e.preventDefault() }); ${select('plain')}; document.execCommand('copy')`,
      ),
    'what the page puts there where nothing is selected': () =>
      run(
        `getSelection().removeAllRanges(); document.addEventListener('copy', (e) => { e.clipboardData.items.add('${CARD}', 'text/plain'); e.preventDefault() }); document.execCommand('copy')`,
      ),
    'a frame of its own': () =>
      run(
        `const f = document.createElement('iframe'); document.body.append(f); const d = f.contentDocument; d.body.textContent = 'Card ${CARD}'; f.contentWindow.getSelection().selectAllChildren(d.body); d.execCommand('copy'); await f.contentWindow.navigator.clipboard.writeText('${CARD}').catch(() => {})`,
      ),
    'an open shadow tree': async () => {
      await run(
        `const r = document.getElementById('host').attachShadow({ mode: 'open' }); r.innerHTML = '<textarea>${CARD}</textarea>'; r.firstChild.focus(); r.firstChild.select()`,
      );
      await page.keyboard.press('Control+c');
    },
    'a closed shadow tree': async () => {
      await run(
        `const r = document.getElementById('host').attachShadow({ mode: 'closed' }); r.innerHTML = '<b>${CARD}</b>'; getSelection().selectAllChildren(r.firstChild)`,
      );
      await page.keyboard.press('Control+c');
    },
    'a field in a closed shadow tree': async () => {
      await run(
        `const r = document.getElementById('host').attachShadow({ mode: 'closed' }); r.innerHTML = '<textarea>${CARD}</textarea>'; r.firstChild.focus(); r.firstChild.select()`,
      );
      await page.keyboard.press('Control+c');
    },
    'a page that changes what selections, requests and events do': async () => {
      await run(`Selection.prototype.toString = () => 'Words'; Document.prototype.getSelection = window.getSelection = () => null;
        XMLHttpRequest.prototype.send = () => {}; XMLHttpRequest.prototype.open = () => {};
        Object.defineProperty(XMLHttpRequest.prototype, 'responseText', { get: () => 'pass' }); Object.defineProperty(XMLHttpRequest.prototype, 'status', { get: () => 200 });
        window.XMLHttpRequest = class {}; Event.prototype.preventDefault = () => {}; Event.prototype.stopImmediatePropagation = () => {};
        Object.prototype.toJSON = String.prototype.toJSON = () => ({ activity: 'print' }); JSON.stringify = () => '{}'; String.prototype.slice = () => 'x'; Map.prototype.get = () => undefined;`);
      await page.evaluate(
        `{ const range = document.createRange(); range.selectNodeContents(document.getElementById('secret')); const frame = document.createElement('iframe'); document.body.append(frame); Object.getPrototypeOf(document.defaultView).constructor; }`,
      );
      await page.locator('#field').focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+c');
    },
    'a page that takes listeners away': async () => {
      await run(
        `document.open(); document.write('<p id="secret">Card ${CARD}</p>'); document.close(); ${select('secret')}`,
      );
      await page.keyboard.press('Control+c');
    },
  };

  for (const [name, copy] of Object.entries(KEPT))
    test(`CL-01: ${name}: a number of a card is not copied, other words are`, async () => {
      await outside.write(WITHOUT);
      await open();
      const known = new Set(rowsOf('copy', 'cut').map(({ id }) => id));
      await copy();
      const rows = await stage.rowsOnce(
        ({ id, type, outcome }) => (type === 'copy' || type === 'cut') && outcome === 'blocked' && !known.has(id),
      );
      assert.ok(rows.length > 0 && rows.every(({ enforcedBy }) => enforcedBy === 'page'));
      assert.doesNotMatch(await outside.read(), /4111/);
    });

  test('the row tells what was found, masked; explain has what it was decided on', async () => {
    const { content, facts, policies, object } = rowsOf('copy').find(({ outcome }) => outcome === 'blocked')!;
    assert.deepEqual(content?.matches, [{ detector: 'payment-card', count: 1, samples: ['#### #### #### ####'] }]);
    assert.equal(facts?.path, '/kept');
    assert.ok((object?.size ?? 0) > 0);
    assert.deepEqual(
      policies.map(({ policyId, action }) => [policyId, action]),
      [['cards', 'block']],
    );
    assert.ok(policies[0]!.reasons.includes('content-match'));
    // Names and times may hold any digits.
    const named = new Set(['id', 'at', 'exchangeId', 'sessionId']);
    assert.doesNotMatch(
      JSON.stringify(stage.rows(), (key, value) => (named.has(key) ? '' : value)),
      /4111/,
    );
  });

  const FREE: Record<string, () => Promise<unknown>> = {
    'a selection': ofText('plain'),
    'a field': async () => {
      await page.focus('#free');
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+c');
    },
    writeText: () => run("await navigator.clipboard.writeText('Words for everybody')"),
    write: () =>
      run(
        "await navigator.clipboard.write([new ClipboardItem({ 'text/plain': new Blob(['Words for everybody'], { type: 'text/plain' }) })])",
      ),
    'what the page puts there': () =>
      run(
        "getSelection().removeAllRanges(); document.addEventListener('copy', (e) => { e.clipboardData.setData('text/plain', 'Words for everybody'); e.preventDefault() }); document.execCommand('copy')",
      ),
  };
  for (const [name, copy] of Object.entries(FREE))
    test(`${name} without such data is copied, and recorded as allowed`, async () => {
      await outside.write(WITHOUT);
      await open();
      await copy();
      assert.equal((await outside.read()).trim(), 'Words for everybody');
    });

  test('elsewhere the same number is copied: policies look at the page’s own path', async () => {
    await open('/other');
    await ofText('secret')();
    assert.match(await outside.read(), /4111/);
  });

  test('a page that may not wait, and one that may connect to nothing', async () => {
    await outside.write(WITHOUT);
    await open('/kept/mute');
    await ofText('plain')();
    assert.equal(await outside.read(), WITHOUT, 'what nobody could look into stays');
    await open('/kept/strict');
    await ofText('plain')();
    assert.match(await outside.read(), /Words for everybody/);
    await outside.write(WITHOUT);
    await open('/kept/strict');
    await ofText('secret')();
    assert.equal(await outside.read(), WITHOUT);
  });

  const DRAGS: Record<string, string> = {
    'a selection': `${select('TEXT')}; return document.getElementById('TEXT')`,
    'an element with words of its own':
      "const d = document.getElementById('drop'); d.draggable = true; d.ondragstart = (e) => e.dataTransfer.setData('text/plain', document.getElementById('TEXT').textContent); return d",
    'items of its own':
      "const d = document.getElementById('drop'); d.draggable = true; d.ondragstart = (e) => e.dataTransfer.items.add(document.getElementById('TEXT').textContent, 'text/plain'); return d",
    'one in a closed shadow tree':
      "const r = document.getElementById('host').attachShadow({ mode: 'closed' }); r.innerHTML = '<b draggable=\"true\">here</b>'; r.firstChild.ondragstart = (e) => e.dataTransfer.setData('text', document.getElementById('TEXT').textContent); return r.firstChild",
  };
  for (const [name, prepare] of Object.entries(DRAGS))
    test(`CL-03: ${name}: a number of a card is not dragged out, other words are`, async () => {
      await open();
      assert.match((await dragOut(page, prepare.replaceAll('TEXT', 'plain'), 'move')) ?? '', /Words for everybody/);
      await open();
      assert.doesNotMatch((await dragOut(page, prepare.replaceAll('TEXT', 'secret'))) ?? '', /4111/);
    });

  const PRINTS: Record<string, string> = {
    'a text': '',
    'a field': "document.body.innerHTML = `<input value='CARD'>`",
    'an open shadow tree':
      "document.body.innerHTML = '<div></div>'; document.body.firstChild.attachShadow({ mode: 'open' }).innerHTML = `<p>CARD</p>`",
    'a closed shadow tree':
      "document.body.innerHTML = '<div></div>'; document.body.firstChild.attachShadow({ mode: 'closed' }).innerHTML = `<p>CARD</p>`",
    'what only paper shows':
      'document.body.innerHTML = `<style>p { display: none } @media print { p { display: block } }</style><p>CARD</p>`',
    'a frame': "document.body.innerHTML = '<iframe></iframe>'; frames[0].document.body.innerHTML = `<p>CARD</p>`",
  };
  for (const [name, prepare] of Object.entries(PRINTS))
    test(`CL-07: ${name}: a page with the number of a card is not printed`, async () => {
      await open();
      await run(prepare.replaceAll('CARD', CARD));
      assert.doesNotMatch(await printed(page), /4111/);
    });

  test('a page without such data is printed, as often as it has none', async () => {
    await open();
    await run("document.body.innerHTML = '<p>Words for everybody</p>'");
    assert.match(await printed(page), /Words for everybody/);
    await run(`document.body.innerHTML = '<p>Card ${CARD}</p>'`);
    assert.doesNotMatch(await printed(page), /4111/);
    await run("document.body.innerHTML = '<p>Words for everybody</p>'");
    assert.match(await printed(page), /Words for everybody/);
  });

  test('what is pasted, dropped and read goes in only without such data', async () => {
    const into = async (text: string): Promise<string> => {
      await outside.write(text);
      await open();
      await run("document.getElementById('drop').textContent = ''; document.getElementById('drop').focus()");
      await page.keyboard.press('Control+v');
      const read = await run(
        "return [await navigator.clipboard.readText().catch((e) => e.name), await navigator.clipboard.read().then(async ([i]) => (await i.getType('text/plain')).text()).catch((e) => e.name)]",
      );
      return [await page.evaluate("document.getElementById('drop').textContent"), ...(read as string[])].join(' | ');
    };
    assert.equal(await into(`Card ${CARD}`), ' | NotAllowedError | NotAllowedError');
    assert.equal(await into('Words'), 'Words | Words | Words');
    await open();
    const dropped =
      await run(`const seen = []; document.body.addEventListener('drop', (e) => seen.push(e.dataTransfer.getData('text')));
      for (const text of ['Card ${CARD}', 'Words']) { const t = new DataTransfer(); t.setData('text/plain', text); document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: t })) }
      return seen`);
    assert.deepEqual(dropped, ['Words']);
    assert.ok(rowsOf('paste').some(({ outcome, content }) => outcome === 'blocked' && content?.matches.length === 1));
  });
});
