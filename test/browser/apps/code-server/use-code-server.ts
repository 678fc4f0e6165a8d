import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { APP } from '../../../support/app-roads.ts';
import { type Road, until } from '../../../support/road.ts';
import { command, openFile, SAVED, text, webview } from './code-server-window.ts';
import { OUTWARD_STEPS } from './outward-steps.ts';
import { PASSWORD } from './start-code-server.ts';

/** Milliseconds for the slowest of what is done. */
const PATIENCE = 300_000;
const ROWS =
  '[...document.querySelectorAll(".explorer-folders-view .monaco-list-row .label-name")].map((each) => each.textContent).sort()';

/** What is done, one thing after the other, and what is seen then. */
const STEPS: Readonly<Record<string, (page: Page, road: Road) => Promise<unknown>>> = {
  async 'signing in'(page) {
    await page.fill('input[name=password]', PASSWORD);
    await page.click('input[type=submit]');
    await page.waitForSelector('.explorer-folders-view .monaco-list-row >> nth=2');
    return page.evaluate(ROWS);
  },
  async 'editing and saving'(page) {
    await openFile(page, 'readme.md');
    await page.waitForSelector('.view-line:has-text("Title")');
    await page.click('.view-line >> nth=0');
    await page.keyboard.press('End');
    await page.keyboard.type(` of ${APP}/typed`);
    await page.waitForSelector('.tab.active.dirty');
    await page.keyboard.press('Control+s');
    await page.waitForSelector(SAVED);
    return page.evaluate(text('.editor-instance .view-line'));
  },
  async 'the preview of a text'(page) {
    await page.keyboard.press('Control+Shift+v');
    const preview = await webview(page, '.markdown-body h1');
    await until(preview, 'document.images[0]?.naturalWidth');
    return preview.evaluate(`({
      text: document.querySelector('.markdown-body').innerText,
      links: [...document.links].map((each) => [each.getAttribute('href'), each.href, each.dataset.href]),
      pictures: [...document.images].map((each) => [each.naturalWidth, each.src.replace(/.*work/, ''), each.getAttribute('src').replace(/.*work/, '')]),
      styles: document.styleSheets.length, where: [document.URL, document.baseURI, origin],
    })`);
  },
  async 'what the language says'(page) {
    await openFile(page, 'source.ts');
    await page.waitForSelector('.view-line:has-text("twice")');
    await page.waitForSelector('.squiggly-error');
    await page.click('.view-line:has-text("trim")');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('location.toUp');
    await page.waitForSelector('.suggest-widget.visible .monaco-list-row.focused:has-text("toUpperCase")');
    await page.keyboard.press('Enter');
    await page.keyboard.type('();');
    await page.keyboard.press('Control+s');
    await page.waitForSelector(SAVED);
    return page.evaluate(text('.editor-instance .view-line'));
  },
  async searching(page) {
    await page.keyboard.press('Control+Shift+f');
    await page.waitForSelector('.search-view textarea');
    await page.fill('.search-view textarea >> nth=0', 'corp.test');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.search-view .messages:has-text("result")');
    return page.evaluate(text('.search-view .messages'));
  },
  async 'a terminal'(page) {
    await command(page, 'Terminal: Create New Terminal');
    await page.waitForSelector('.xterm-rows');
    await until(page, 'document.querySelector(".xterm-rows").textContent.trim()');
    await page.click('.xterm');
    await page.keyboard.type(`echo ${APP}/he$((1+1))llo | tee out.txt\n`);
    await until(page, 'document.querySelector(".xterm-rows").textContent.includes("he2llo")');
    const shown = await page.evaluate(text('.xterm-rows > div'));
    await command(page, 'Terminal: Kill the Active Terminal Instance');
    await page.waitForSelector('.xterm-rows', { state: 'detached' });
    return (shown as string[]).filter((line) => line.includes('he2llo'));
  },
  async 'a picture'(page) {
    await openFile(page, 'pic.png');
    const picture = await webview(page, '.container.image img');
    await until(picture, 'document.images[0]?.naturalWidth');
    return picture.evaluate(
      '[...document.images].map((each) => [each.naturalWidth, each.src.replace(/[?].*/, "").replace(/.*work/, "")])',
    );
  },
  async settings(page) {
    await command(page, 'Preferences: Open Settings (UI)');
    await page.click('.settings-editor .search-container .view-lines');
    await page.keyboard.type('word wrap column');
    await page.waitForSelector('.settings-editor .setting-item-contents:has-text("Word Wrap Column")');
    await page.fill('.settings-editor .setting-item-contents:has-text("Word Wrap Column") input', '77');
    await page.keyboard.press('Tab');
    const shown = await page.evaluate(
      text(
        '.settings-editor .setting-item-contents .setting-item-category, .settings-editor .setting-item-contents .setting-item-label',
      ),
    );
    await page.keyboard.press('Escape');
    await page.waitForSelector('.settings-editor', { state: 'detached' });
    return shown;
  },
  async 'a theme'(page) {
    await command(page, 'Preferences: Color Theme');
    await page.waitForSelector('.quick-input-list .monaco-list-row:has-text("Light")');
    await page.keyboard.type('Abyss');
    await page.click('.quick-input-list .monaco-list-row:has-text("Abyss")');
    await page.waitForSelector('.monaco-workbench[class*=abyss]');
    return page.evaluate(
      'getComputedStyle(document.querySelector(".monaco-workbench")).getPropertyValue("--vscode-editor-background")',
    );
  },
  async changes(page) {
    await page.keyboard.press('Control+Shift+g');
    await page.waitForSelector('.scm-view .monaco-list-row:has-text("readme.md")');
    await page.click('.scm-view .monaco-list-row:has-text("readme.md")');
    await page.waitForSelector('.monaco-diff-editor .line-insert');
    return page.evaluate(`({ files: ${text('.scm-view .monaco-list-row .label-name')}.sort(),
      sides: [${text('.monaco-diff-editor .original .view-line')}, ${text('.monaco-diff-editor .modified .view-line')}] })`);
  },
  async 'an extension in a worker'(page) {
    await page.waitForSelector('.statusbar-item:has-text("place")');
    return page.evaluate(`${text('.statusbar-item')}.filter((each) => each.includes('place'))`);
  },
  async 'a file dropped'(page) {
    await openFile(page, 'source.ts');
    const row = page.locator('.explorer-folders-view .monaco-list-row:has-text("source.ts")');
    const { x, y, height } = (await row.boundingBox())!;
    const folder = mkdtempSync(join(tmpdir(), 'sallyport-drop-'));
    const file = join(folder, 'dropped.txt');
    writeFileSync(file, 'dropped here\n');
    const protocol = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await protocol.send('Input.dispatchDragEvent', {
        type,
        x: x + 60,
        y: y + height / 2,
        data: { items: [], files: [file], dragOperationsMask: 1 },
      });
    await page.waitForSelector('.explorer-folders-view .monaco-list-row:has-text("dropped.txt")');
    await openFile(page, 'dropped.txt');
    await page.waitForSelector('.view-line:has-text("dropped here")');
    rmSync(folder, { recursive: true });
    return page.evaluate(text('.editor-instance .view-line'));
  },
  async 'a file saved'(page) {
    // Where there is no dialog to choose a place in.
    await page.evaluate('(globalThis.showDirectoryPicker = globalThis.showSaveFilePicker = undefined)');
    await page.click('.explorer-folders-view .monaco-list-row:has-text("readme.md")', { button: 'right' });
    await page.waitForSelector('.monaco-menu .action-label:has-text("Download")');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.monaco-menu .action-label:has-text("Download")'),
    ]);
    return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')];
  },
  async 'a second window'(page, road) {
    const other = await road.open(page.url().replace(/^https:[/][/][^/]*/, APP));
    await other.waitForSelector('.explorer-folders-view .monaco-list-row:has-text("out.txt")');
    await openFile(other, 'out.txt');
    await other.click('.view-line:has-text("he2llo")');
    await other.keyboard.press('Control+End');
    await other.keyboard.type('from the other window');
    await other.waitForSelector('.tab.active.dirty');
    await openFile(page, 'out.txt');
    await other.keyboard.press('Control+s');
    await other.waitForSelector(SAVED);
    await page.waitForSelector('.view-line:has-text("other window")');
    await other.close();
    return page.evaluate(text('.editor-instance .view-line'));
  },
  async 'a reload'(page, road) {
    const tabs = await page.evaluate(text('.tab .label-name'));
    await page.click('.view-line:has-text("other window")');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('not saved');
    await page.waitForSelector('.tab.active.dirty');
    await page.reload();
    await page.waitForSelector('.tab.active.dirty');
    await page.waitForSelector('.view-line:has-text("not saved")');
    return {
      tabs: [tabs, await page.evaluate(text('.tab .label-name'))],
      theme: await page.evaluate('document.querySelector(".monaco-workbench").className.includes("abyss")'),
      workers: await page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((each) => [each.scope, each.active.scriptURL.replace(/[?].*/, '')]))",
      ),
      stored: await page.evaluate('Object.entries(localStorage).filter((each) => /vscode-cdn|wiki/.test(each))'),
      frames: page
        .frames()
        .map((frame) => road.home(frame.url()).replace(/[?].*/, ''))
        .sort(),
    };
  },
};

/** Runs one of the steps, and throws where it fails. */
export type DoStep = (name: string, step: () => Promise<void>) => Promise<void>;

/** An hour with Visual Studio Code, in short. */
export async function useCodeServer(road: Road, doStep: DoStep): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  road.context.setDefaultTimeout(PATIENCE);
  await road.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await road.open(`${APP}/`);
  for (const [name, step] of Object.entries({ ...STEPS, ...OUTWARD_STEPS }))
    await doStep(name, async () => {
      seen[name] = timeless(await step(page, road));
    });
  await page.close();
  // What it logs of itself has times and columns of stacks (docs/limits.md) in it.
  const told = road.problems.splice(0).filter((problem) => !problem.startsWith('%c'));
  road.problems.push(...(timeless(told) as string[]));
  return seen;
}

/** Without what is made up by chance for each window, and for each instance. */
const timeless = (seen: unknown): unknown =>
  JSON.parse(
    JSON.stringify(seen)
      .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID')
      .replace(/code-server-\w{6}/g, 'FOLDER'),
  );
