import type { Page } from 'playwright-core';
import { getDocumentProxy } from 'unpdf';

/**
 * Drags as a hand does, and gives what leaves the page; undefined when nothing begins to move, which is not waited for where something must.
 * `prepare` is the body of a function of the page that gives the element to be dragged.
 */
export async function dragOut(
  page: Page,
  prepare: string,
  must: 'move' | 'stay' = 'stay',
): Promise<string | undefined> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.setInterceptDrags', { enabled: true });
  let items: unknown;
  const moved = new Promise<void>((resolve) => {
    session.on('Input.dragIntercepted', ({ data }) => {
      items = data;
      resolve();
    });
  });
  const { x, y } = (await page.evaluate(
    `(() => { const { x, y, height } = (() => { ${prepare} })().getBoundingClientRect(); return { x: x + 10, y: y + height / 2 } })()`,
  )) as { x: number; y: number };
  const mouse = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', by: number) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      x: x + by,
      y: y + by,
      button: 'left',
      buttons: 1,
      clickCount: 1,
    });
  await mouse('mousePressed', 0);
  for (const by of [3, 8, 15, 25]) await mouse('mouseMoved', by);
  await mouse('mouseReleased', 25);
  if (must === 'move') await moved;
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  await session.detach();
  return items === undefined ? undefined : JSON.stringify(items);
}

/** The text of the pages that a printer gets. */
export async function printed(page: Page): Promise<string> {
  const document = await getDocumentProxy(new Uint8Array(await page.pdf()));
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    texts.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  return texts.join('\n');
}
