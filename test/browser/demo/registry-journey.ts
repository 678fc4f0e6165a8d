import type { Page } from 'playwright-core';
import { type Road, settled } from '../../support/road.ts';
import { shownOn } from './files-journey.ts';

/** How long ago a package was published differs between two runs. */
const ageless = (text: string) => text.replace(/\b(a few seconds|a minute|\d+ minutes) ago\b/g, 'ago');

function shown(page: Page) {
  return settled(page, async () => {
    const seen = await shownOn(page);
    return { ...seen, text: ageless(seen.text) };
  });
}

const REGISTRY = 'https://registry.corp.test';

/** A few minutes with the package registry: list, search, package, versions, tarball. */
export async function useRegistry(road: Road): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const page = await road.open(`${REGISTRY}/`);
  await page.waitForSelector('[data-testid=package-item-list]');
  const names = await page.$$eval('[data-testid="package-title"]', (items) => items.map((item) => item.textContent));
  seen['list'] = [names, await shown(page)];
  for (const name of names) {
    await page.goto(road.at(`${REGISTRY}/-/web/detail/${name}`));
    await page.waitForSelector('h1');
    seen[`package ${name}`] = await shown(page);
  }
  await page.click('[data-testid=versions-tab]');
  await page.waitForSelector('text=Tags');
  seen['versions'] = await settled(page, async () => ageless(await page.innerText('main, #root')));
  seen['registry shown'] = await page.evaluate("document.body.innerText.includes('mcas')");
  seen['tarball'] = await page.evaluate(`(async () => {
    const meta = await (await fetch('/${names[0]}')).json();
    const { tarball } = Object.values(meta.versions)[0].dist;
    const bytes = await (await fetch(tarball)).arrayBuffer();
    const sum = await crypto.subtle.digest('SHA-256', bytes);
    return [tarball, bytes.byteLength, [...new Uint8Array(sum)].join()];
  })()`);
  await page.goto(road.at(`${REGISTRY}/`));
  await page.fill('input[placeholder]', 'working');
  await page.waitForSelector('[role=listbox] [role=option], [role=option]');
  seen['search'] = await settled(page, () => page.innerText('[role=listbox]'));
  await page.close();
  return seen;
}
