import type { Page } from 'playwright-core';
import { type Road, settled, until } from '../../support/road.ts';

const FLOWS = 'https://flows.corp.test';

/** A few minutes with the flow editor: draw a node, deploy, press a button, read what the socket brings. */
export async function useFlows(road: Road): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {};
  const page = await road.open(`${FLOWS}/`);
  await page.waitForSelector('.red-ui-palette-node');
  await page.waitForSelector('.red-ui-flow-node-group');
  await page.keyboard.press('Escape');
  for (const [what, nodes] of [
    ['palette', '.red-ui-palette-node'],
    ['flow', '.red-ui-flow-node-group .red-ui-flow-node-label'],
  ] as const)
    seen[what] = await settled(page, () => page.$$eval(nodes, (all) => all.map((each) => each.textContent)));
  seen['where'] = await page.evaluate('[document.URL, RED.settings.apiRootUrl ?? null]');

  await page.evaluate("RED.sidebar.show('debug')");
  await page.click('.red-ui-flow-node-button-button');
  await page.waitForSelector('.red-ui-debug-msg');
  seen['debug'] = await page.innerText('.red-ui-debug-msg .red-ui-debug-msg-element');
  await page.evaluate('RED.debug?.clearMessageList?.()');

  seen['drawn'] = await page.evaluate(`(() => {
    const node = { id: 'aaaaaaaaaaaaaaaa', type: 'comment', z: RED.workspaces.active(), name: 'drawn', info: '', x: 500, y: 300, wires: [] };
    RED.nodes.import([node], { generateIds: true });
    RED.nodes.dirty(true);
    RED.view.redraw(true);
    return RED.nodes.dirty();
  })()`);
  await deploy(page);
  seen['deployed'] = await page.evaluate(
    "fetch('flows').then((answer) => answer.json()).then((flows) => flows.some(({ name }) => name === 'drawn'))",
  );
  seen['page'] = await page.evaluate("fetch('/hello').then((answer) => answer.text())");
  await page.evaluate(`(() => {
    for (const node of RED.nodes.filterNodes({ type: 'comment' })) if (node.name === 'drawn') RED.nodes.remove(node.id);
    RED.nodes.dirty(true);
  })()`);
  await deploy(page);
  await page.close();
  return seen;
}

async function deploy(page: Page): Promise<void> {
  await page.click('#red-ui-header-button-deploy');
  await until(page, '!RED.nodes.dirty()');
}
