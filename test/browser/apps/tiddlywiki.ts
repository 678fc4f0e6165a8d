import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { APP, type AppInstance } from '../../support/app-roads.ts';
import { freePort } from '../../support/free-port.ts';
import { answering } from '../../support/pass-to.ts';
import { type Road, settled, until } from '../../support/road.ts';
import { settledFiles } from '../../support/stored-files.ts';

const PROGRAM = createRequire(import.meta.url).resolve('tiddlywiki/tiddlywiki.js');
/** Tiddlers that do not come from the wiki's own plugins. */
const OWN = '[!is[system]sort[title]]';
const TEXT = `Links: [[Other|${APP}/#Other]] and ${APP}/status and [[Second]].

<a id="raw" href="${APP}/raw?a=1&b=2">raw</a> [img[${APP}/favicon.ico]]

<$link to="Second">{{{ [{Second!!text}] }}}</$link> <$text text="${APP}"/>
`;

/** Which tiddlers are open: written a while after the reader has opened or closed one, so now and then later than the journey ends. */
const OPEN_TIDDLERS = '$__StoryList.tid';

/** When a tiddler was made or changed: seventeen digits. */
const withoutTimes = (text: string): string => text.replace(/\b20\d{15}\b/g, 'TIME');

/** TiddlyWiki with a server of its own: one page with script, style and data in it; each tiddler is saved as a file. */
export async function startTiddlyWiki(): Promise<AppInstance> {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-tiddlywiki-'));
  mkdirSync(join(folder, 'tiddlers'));
  const plugins = ['tiddlywiki/tiddlyweb', 'tiddlywiki/filesystem'];
  const themes = ['tiddlywiki/vanilla', 'tiddlywiki/snowwhite'];
  writeFileSync(join(folder, 'tiddlywiki.info'), JSON.stringify({ plugins, themes }));
  const port = await freePort();
  const server = spawn(process.execPath, [PROGRAM, folder, '--listen', `port=${port}`, 'host=127.0.0.1'], {
    stdio: 'ignore',
  });
  await answering(port, '/status');
  return {
    port,
    stored: async () => {
      const files = Object.entries(await settledFiles(join(folder, 'tiddlers')));
      const kept = files.filter(([name]) => name !== OPEN_TIDDLERS);
      return Object.fromEntries(kept.map(([name, text]) => [name, withoutTimes(text)]));
    },
    async close() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function saved(page: Page): Promise<void> {
  await until(page, '!$tw.syncer.isDirty() && $tw.syncer.numTasksInProgress === 0');
}

/** Writes into the editor that is open and closes it. */
async function write(page: Page, title: string, text: string, tag?: string): Promise<void> {
  await page.fill('.tc-tiddler-edit-frame input.tc-titlebar', title);
  const frame = page.frameLocator('.tc-tiddler-edit-frame iframe');
  await frame.locator('textarea').fill(text);
  if (tag !== undefined) {
    await page.fill('.tc-tiddler-edit-frame .tc-edit-add-tag input', tag);
    await page.keyboard.press('Enter');
  }
  await page.click('.tc-tiddler-edit-frame [class~="tc-btn-%24%3A%2Fcore%2Fui%2FButtons%2Fsave"]');
  await page.waitForSelector('.tc-tiddler-edit-frame', { state: 'detached' });
  await saved(page);
}

async function shown(page: Page, title: string): Promise<unknown> {
  await until(page, '[...document.images].every((image) => image.complete)');
  return page.evaluate(`(() => {
    const tiddler = document.querySelector('[data-tiddler-title="${title}"]');
    const body = tiddler.querySelector('.tc-tiddler-body');
    return {
      text: body.innerText,
      html: body.innerHTML,
      links: [...body.querySelectorAll('a')].map((link) => [link.href, link.getAttribute('href')]),
      pictures: [...body.querySelectorAll('img')].map((image) => [image.src, image.naturalWidth]),
      tags: [...tiddler.querySelectorAll('.tc-tag-label')].map((each) => each.textContent.trim()),
      where: [document.URL, document.title],
      // The program itself is in the page's source; what it knows of it must be what was sent.
      tiddlers: $tw.wiki.filterTiddlers('${OWN}'),
      host: $tw.syncadaptor.host,
    };
  })()`);
}

/** A few minutes with TiddlyWiki: two tiddlers with links and tags, search, an import, a snapshot, everything read anew. */
export async function useTiddlyWiki(road: Road): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const page = await road.open(`${APP}/`);
  await page.waitForSelector('.tc-site-title');
  seen['sidebar'] = await page.innerText('.tc-sidebar-header');

  const create = '.tc-page-controls [class~="tc-btn-%24%3A%2Fcore%2Fui%2FButtons%2Fnew-tiddler"]';
  await page.click(create);
  await write(page, 'First', TEXT, 'addresses');
  seen['first'] = await shown(page, 'First');
  await page.click(create);
  await write(page, 'Second', `Text of the second: ${APP}/second`);
  seen['second'] = await shown(page, 'Second');
  seen['first with second'] = await shown(page, 'First');

  await page.fill('.tc-sidebar-search input', 'status');
  await page.waitForSelector('.tc-search-results a');
  seen['found'] = await settled(page, () =>
    page.$$eval('.tc-search-results a', (links) => links.map((link) => link.textContent)),
  );
  await page.fill('.tc-sidebar-search input', '');

  const file = JSON.stringify([{ title: 'Third', text: `From a file: ${APP}/third`, tags: 'addresses' }]);
  await page.click('.tc-sidebar-tabs-main .tc-tab-buttons button:has-text("Tools")');
  await page.setInputFiles('.tc-file-input-wrapper input[type=file] >> nth=0', {
    name: 'third.json',
    mimeType: 'application/json',
    buffer: Buffer.from(file),
  });
  await page.click('[data-tiddler-title="$:/Import"] .tc-tiddler-body button:text-is("Import") >> nth=0');
  // What is offered is drawn anew while it is read, and then a press may meet a button that is no more.
  for (let tries = 0; tries < 20 && !(await page.evaluate("$tw.wiki.tiddlerExists('Third')")); tries++) {
    await page.waitForTimeout(250);
    await page.evaluate(
      "[...document.querySelectorAll('[data-tiddler-title=\"$:/Import\"] .tc-tiddler-body button')].find(({ textContent }) => textContent === 'Import')?.click()",
    );
  }
  await until(page, "$tw.wiki.tiddlerExists('Third')");
  await saved(page);

  await page.goto(road.at(`${APP}/#First`));
  await page.reload();
  await page.waitForSelector('[data-tiddler-title="First"]');
  seen['read anew'] = await shown(page, 'First');
  await page.click('[data-tiddler-title="First"] [class~="tc-btn-%24%3A%2Fcore%2Fui%2FButtons%2Fedit"]');
  seen['in the editor'] = await page.frameLocator('.tc-tiddler-edit-frame iframe').locator('textarea').inputValue();
  await write(page, 'First', `${seen['in the editor']}\nOnce more: ${APP}/edited`);
  seen['edited'] = await shown(page, 'First');
  await page.evaluate("$tw.rootWidget.dispatchEvent({ type: 'tm-permalink', param: 'First', tiddlerTitle: 'First' })");
  seen['permanent link'] = [road.home(page.url()), await page.evaluate('$tw.utils.getLocationHash()')];

  const [snapshot] = await Promise.all([
    page.waitForEvent('download'),
    page.evaluate(`$tw.rootWidget.dispatchEvent({
      type: 'tm-download-file', param: '$:/plugins/tiddlywiki/tiddlyweb/save/offline', paramObject: { filename: 'snapshot.html' },
    })`),
  ]);
  seen['name of the snapshot'] = snapshot.suggestedFilename();
  seen['snapshot'] = withoutTimes(readFileSync(await snapshot.path(), 'utf8'));
  await page.close();
  return seen;
}
