import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { type Road, until } from '../../support/road.ts';

const FILES = 'https://files.corp.test';

/** Text, links and pictures of a page as a person and a script meet them. */
export async function shownOn(page: Page): Promise<{ text: string; [part: string]: unknown }> {
  await until(page, '[...document.images].every((image) => image.complete)');
  return page.evaluate(`({
    title: document.title,
    text: document.body.innerText,
    links: [...document.links].map((link) => link.href),
    pictures: [...document.images].map((image) => image.src + ' ' + image.naturalWidth + 'x' + image.naturalHeight),
    sheets: document.styleSheets.length,
    where: [document.URL, document.baseURI, document.domain, origin],
  })`);
}

const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** A few minutes with Files: every page, every button. What was seen and got, without what differs by time. */
export async function useFiles(road: Road, mark: string): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const page = await road.open(`${FILES}/`);
  seen['list'] = await shownOn(page);
  const documents = await page.$$eval('th a', (links) => links.map((link) => link.getAttribute('href') ?? ''));
  for (const path of documents) {
    await page.goto(road.at(FILES + path));
    seen[path] = await shownOn(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Download >> nth=0')]);
    seen[`${path} saved`] = [download.suggestedFilename(), digest(await download.path())];
  }
  await page.goto(road.at(`${FILES}/`));
  for (const button of ['#export', 'a[download]']) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
    seen[button] = [download.suggestedFilename(), digest(await download.path())];
  }

  await page.goto(road.at(`${FILES}/upload`));
  const file = { name: `notes-${mark}.txt`, mimeType: 'text/plain', buffer: Buffer.from('first line\n') };
  await page.setInputFiles('#form-file', file);
  await page.fill('#form-note', 'by form');
  await Promise.all([page.waitForNavigation(), page.click('form button')]);
  seen['upload by form'] = await page.innerText('[role=status] >> nth=0');
  await page.setInputFiles('#script-file', { ...file, name: `script-${mark}.txt` });
  await page.click('#script-upload');
  await until(page, "document.getElementById('upload-status').textContent !== ''");
  seen['upload by script'] = await page.innerText('#upload-status');
  await page.setInputFiles('#drop-files', { ...file, name: `dropped-${mark}.txt` });
  await until(page, "document.getElementById('upload-status').textContent.includes('dropped')");
  seen['upload by drop'] = await page.innerText('#upload-status');

  await page.goto(road.at(`${FILES}/live`));
  await until(page, "document.getElementById('tick').textContent !== '–'");
  await page.waitForSelector('#heard li');
  await page.click('#say button');
  await page.waitForSelector('#heard li:has-text("← Hello over there")');
  seen['heard'] = await page.innerText('#heard');

  await page.goto(road.at(`${FILES}/lab`));
  await until(page, "!['worker', 'module'].some((id) => document.getElementById(id).textContent === 'waiting')");
  await page.click('#ask-cdn');
  await until(page, "document.getElementById('cdn-answer').textContent !== 'not asked yet'");
  seen['worker'] = await page.innerText('#worker');
  seen['module'] = await page.innerText('#module');
  seen['asked'] = await page.innerText('#cdn-answer');
  seen['facts'] = await page.innerText('#facts');
  for (const button of ['#go-cdn', '#go-assign', 'text=Absolute link', 'text=Redirect']) {
    await page.goto(road.at(`${FILES}/lab`));
    await Promise.all([page.waitForNavigation(), page.click(button)]);
    seen[button] = road.home(page.url());
  }
  await page.goto(road.at(`${FILES}/lab`));
  const [other] = await Promise.all([page.context().waitForEvent('page'), page.click('#go-window')]);
  await other.waitForURL(road.at(`${FILES}/live`));
  seen['window.open'] = [road.home(other.url()), await other.evaluate('opener !== null && opener.document.URL')];
  await other.close();
  await Promise.all([page.waitForNavigation(), page.click('form button')]);
  seen['form'] = [road.home(page.url()), await page.innerText('[role=status] >> nth=0')];
  await page.close();
  return seen;
}
