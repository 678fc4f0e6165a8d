import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { APP } from '../../../support/app-roads.ts';
import { type Road, until } from '../../../support/road.ts';
import { command, openFile, text, webview } from './code-server-window.ts';

/** What a program of the user's shows on a port. */
const FORWARDED = `<!doctype html><title>Forwarded</title><a href="next">next</a><script>
  fetch('go').then(async (answer) => { seen = [document.URL, document.links[0].href, answer.url, answer.redirected, await answer.json(), document.cookie.includes('theirs')]; });
</script>`;

/** An expression: the files in the origin's own file system, once they are whole. */
const SAVED_FILES = `(async () => {
  const seen = [];
  const walk = async (folder, path) => {
    for await (const [name, each] of folder.entries()) {
      if (each.kind === 'directory') await walk(each, path + name + '/');
      else {
        // What is being written may be gone again, or not whole.
        const text = await each.getFile().then((file) => file.text()).catch(() => '');
        if (text !== '' && !name.endsWith('.crswap')) seen.push([path + name, text]);
      }
    }
  };
  await walk(await navigator.storage.getDirectory(), '');
  return seen.sort();
})()`;

/** What reaches beyond the editor: extensions, other windows, files and ports, what others are given. */
export const OUTWARD_STEPS: Readonly<Record<string, (page: Page, road: Road) => Promise<unknown>>> = {
  async 'an extension from a file'(page) {
    await command(page, 'Extensions: Install from VSIX...');
    await page.waitForSelector('.quick-input-widget .quick-input-titlebar');
    await page.click('.quick-input-list .monaco-list-row:has-text("tools.vsix")');
    await page.waitForSelector('.notification-list-item:has-text("Completed installing")');
    await command(page, 'Notifications: Clear All Notifications');
    await command(page, 'Corp: Panel');
    const panel = await webview(page, '#seen.done');
    return panel.evaluate('JSON.parse(document.querySelector("#seen").textContent)');
  },
  async 'addresses for others'(page) {
    await command(page, 'Corp: Clip');
    await page.waitForSelector('.notification-list-item:has-text("clipped")');
    const shown = await page.evaluate(text('.notification-list-item .notification-list-item-message'));
    await command(page, 'Notifications: Clear All Notifications');
    return [shown, await page.evaluate('navigator.clipboard.readText()')];
  },
  async 'a notebook'(page) {
    await openFile(page, 'book.ipynb');
    const book = await webview(page, '.corp-facts');
    await until(book, 'document.querySelector("#made")');
    return book.evaluate(`({
      facts: JSON.parse(document.querySelector('.corp-facts').dataset.seen),
      links: [...document.links].map((each) => [each.getAttribute('href'), each.href]),
      made: document.querySelector('#made').textContent,
      pictures: [...document.images].map((each) => [each.naturalWidth, each.src.slice(0, 27)]),
      where: [document.URL, document.baseURI, origin],
    })`);
  },
  async 'a window of its own'(page) {
    await openFile(page, 'source.ts');
    const [other] = await Promise.all([page.waitForEvent('popup'), command(page, 'View: Move Editor into New Window')]);
    await other.waitForSelector('.view-line:has-text("twice")');
    await other.click('.view-line:has-text("trim")');
    await other.keyboard.press('Control+End');
    await other.keyboard.type('// from the small window');
    await until(other, 'document.title.includes("●")');
    // Keys alone do not save in a second window without a screen.
    await command(page, 'File: Save All');
    await until(other, '!document.title.includes("●")');
    const seen = await other.evaluate(`({
      text: ${text('.editor-instance .view-line')},
      font: getComputedStyle(document.querySelector('.view-line')).fontFamily,
      icon: getComputedStyle(document.querySelector('.codicon'), '::before').fontFamily,
      back: getComputedStyle(document.querySelector('.part.editor')).backgroundColor,
      where: [document.URL, document.baseURI, origin, document.referrer],
      sheets: document.styleSheets.length > 3, rules: [...document.styleSheets].every((each) => each.cssRules.length >= 0),
    })`);
    await other.close();
    await page.waitForSelector('.tab:has-text("source.ts")', { state: 'detached' }).catch(() => {});
    return seen;
  },
  async 'a place within'(page) {
    await command(page, 'Simple Browser: Show');
    await page.fill('.quick-input-widget input', `${APP}/healthz`);
    await page.keyboard.press('Enter');
    const browser = await webview(page, 'iframe[src*="healthz"]');
    return browser.evaluate(
      '[document.querySelector("iframe").src.replace(/[?].*/, ""), document.querySelector("input").value]',
    );
  },
  async 'a link followed'(page, road) {
    await openFile(page, 'readme.md');
    await page.click('.view-line .detected-link >> nth=0');
    const [other] = await Promise.all([page.waitForEvent('popup'), command(page, 'Open Link')]);
    await other.waitForLoadState();
    // What answers is a text without the app's script.
    const seen = [road.home(other.url()), await other.evaluate('opener === null')];
    await other.close();
    return seen;
  },
  async 'copied and pasted'(page) {
    await openFile(page, 'readme.md');
    await page.click('.view-line >> nth=0');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const clipped = await page.evaluate(
      `navigator.clipboard.read().then(([item]) => Promise.all(item.types.map(async (type) => [type, (await (await item.getType(type)).text()).replace(/<[^>]*>/g, '')])))`,
    );
    await command(page, 'File: New Untitled Text File');
    await page.waitForSelector('.tab.active:has-text("Untitled")');
    await page.keyboard.press('Control+v');
    await page.waitForSelector('.view-line:has-text("Title")');
    const pasted = await page.evaluate(text('.editor-instance .view-line'));
    await page.click('.explorer-folders-view .monaco-list-row:has-text("readme.md")', { button: 'right' });
    await page.click('.monaco-menu .action-label:has-text("Copy Path")');
    return [clipped, pasted, await page.evaluate('navigator.clipboard.readText()')];
  },
  async 'an editor split by a drag'(page) {
    await openFile(page, 'readme.md');
    const tab = (await page.locator('.tab.active').boundingBox())!;
    const editor = (await page.locator('.editor-instance').first().boundingBox())!;
    await page.mouse.move(tab.x + 20, tab.y + 10);
    await page.mouse.down();
    for (let part = 1; part <= 10; part++)
      await page.mouse.move(
        tab.x + ((editor.x + editor.width - 30 - tab.x) * part) / 10,
        tab.y + ((editor.y + 200 - tab.y) * part) / 10,
      );
    await page.mouse.up();
    await page.waitForSelector('.editor-group-container >> nth=1');
    const groups = await page.evaluate('document.querySelectorAll(".editor-group-container").length');
    await command(page, 'View: Join All Editor Groups');
    return groups;
  },
  async 'a folder saved'(page) {
    await page.evaluate('(globalThis.showDirectoryPicker = () => navigator.storage.getDirectory())');
    await page.click('.explorer-folders-view .monaco-list-row:has-text("sub")', { button: 'right' });
    await page.click('.monaco-menu .action-label:has-text("Download")');
    const read = (): Promise<unknown[]> => page.evaluate(SAVED_FILES);
    for (let tries = 0; (await read()).length < 2 && tries < 2400; tries++) await page.waitForTimeout(50);
    return read();
  },
  async 'a commit'(page) {
    await command(page, 'Git: Stage All Changes');
    await page.keyboard.press('Control+Shift+g');
    await page.click('.scm-view .scm-editor .view-lines');
    await page.keyboard.type('second');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.scm-view .monaco-list-row.resource, .scm-view .resource', { state: 'detached' });
    return page.evaluate(text('.scm-view .resource .label-name'));
  },
  async sound(page) {
    await openFile(page, 'tone.wav');
    const player = await webview(page, 'audio');
    await until(player, 'document.querySelector("audio").duration > 0');
    return player.evaluate(
      '[document.querySelector("audio").duration, document.querySelector("audio").seekable.length, document.querySelector("audio").currentSrc.replace(/.*work/, "").replace(/[?].*/, "")]',
    );
  },
  async 'a forwarded port'(_page, road) {
    const server = createServer((request, response) => {
      if (request.url === '/go') response.writeHead(302, { location: '/landed?from=go' }).end();
      else if (request.url?.startsWith('/landed'))
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([request.url]));
      else response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'theirs=1' }).end(FORWARDED);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const other = await road.open(`${APP}/proxy/${port}/start?q=1`);
    await until(other, 'globalThis.seen');
    const seen = await other.evaluate('seen');
    await other.close();
    server.closeAllConnections();
    server.close();
    return JSON.parse(JSON.stringify(seen).replaceAll(String(port), 'PORT'));
  },
  async 'as an app'(page) {
    return page.evaluate(`(async () => { const link = document.querySelector('link[rel=manifest]'); const manifest = await (await fetch(link.href, { credentials: 'include' })).json();
      return [link.href, link.crossOrigin, manifest.start_url, manifest.scope, manifest.icons, [...document.querySelectorAll('link[rel~=icon]')].map((each) => each.href)]; })()`);
  },
  async 'settings of extensions'(page) {
    await command(page, 'Extensions: Show Installed Extensions');
    await page.click('.extensions-viewlet .monaco-list-row:has-text("Corp Tools")');
    await page.waitForSelector('.extension-editor .details');
    const details = await page.evaluate(
      text('.extension-editor .name, .extension-editor .publisher-name, .extension-editor .version'),
    );
    return details;
  },
  async 'keys of the keyboard'(page) {
    await command(page, 'Preferences: Open Keyboard Shortcuts');
    await page.waitForSelector('.keybindings-editor .monaco-list-row >> nth=3');
    await page.keyboard.type('"control+shift+p"');
    await page.waitForSelector('.keybindings-editor .monaco-list-row:has-text("Show All Commands")');
    const found = await page.evaluate(text('.keybindings-editor .monaco-list-row .command'));
    await page.keyboard.press('Escape');
    await page.waitForSelector('.keybindings-editor', { state: 'detached' });
    return found;
  },
  async 'signing out'(page) {
    page.on('dialog', (dialog) => dialog.accept());
    await command(page, 'Sign out of');
    await page.waitForSelector('input[name=password]');
    return page.evaluate('[document.URL, document.cookie]');
  },
};
