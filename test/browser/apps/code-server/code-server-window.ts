import type { Frame, Page } from 'playwright-core';

/** From the explorer. */
export async function openFile(page: Page, name: string): Promise<void> {
  if (!(await page.locator('.explorer-folders-view').isVisible())) await command(page, 'View: Show Explorer');
  await page.dblclick(`.explorer-folders-view .monaco-list-row:has-text("${name}")`);
  await page.waitForSelector(`.tab.active:has-text("${name}")`);
}

/** By the palette of commands. */
export async function command(page: Page, words: string): Promise<void> {
  // A key would go to the frame of a webview that has the focus.
  await page.click('.command-center .command-center-quick-pick');
  await page.fill('.quick-input-widget input', `>${words}`);
  await page.click(`.quick-input-list .monaco-list-row:has-text("${words}") >> nth=0`);
}

/** The frame of a webview that has what is looked for: the innermost of three, whose page the service worker makes. */
export async function webview(page: Page, selector: string): Promise<Frame> {
  for (let tries = 0; tries < 600; tries++) {
    for (const frame of page.frames().slice(1))
      if (await frame.evaluate(`Boolean(document.querySelector('${selector}'))`).catch(() => false)) return frame;
    await page.waitForTimeout(50);
  }
  throw new Error(`no webview with ${selector}: ${page.frames().map((frame) => frame.url())}`);
}

/** An expression: the text of all that is selected. */
export const text = (selector: string): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].map((each) => each.textContent.replaceAll('\u00a0', ' '))`;
export const SAVED = '.tab.active:not(.dirty)';
