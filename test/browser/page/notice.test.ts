import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { type PageStage, startPageStage } from '../../support/page-stage.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const TITLES = {
  en: 'Copy blocked',
  de: 'Kopieren gesperrt',
  fr: 'Copie bloquée',
  es: 'Copia bloqueada',
  ja: 'コピー',
} as const;

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(one: string, other: string): number {
  const light = (colour: string): number =>
    (colour.match(/\d+/g) ?? [])
      .slice(0, 3)
      .map((each) => Number(each) / 255)
      .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
      .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at]!, 0);
  const [low, high] = [light(one), light(other)].toSorted((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

describe('the notice in a page', () => {
  let stage: PageStage;
  before(async () => {
    stage = await startPageStage({
      policies: [
        {
          id: 'kept',
          name: 'Kept',
          severity: 'high',
          mode: 'active',
          control: 'activities',
          activities: ['copy'],
          action: 'block',
        },
      ],
      handler: (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
          .end(
            '<!doctype html><html lang="en"><head><title>Wiki</title></head><body><main><h1>Wiki</h1><p id="text">Words</p></main></body></html>',
          ),
    });
    await (await stage.signIn('bob')).close();
  });
  after(() => stage?.close());

  for (const [language, title] of Object.entries(TITLES))
    for (const colorScheme of ['light', 'dark'] as const)
      test(`is read, reached and closed by everybody: ${language}, ${colorScheme}, narrow`, async () => {
        const page = await stage.browser.context.newPage();
        await page.setExtraHTTPHeaders({ 'accept-language': language });
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 320, height: 640 });
        // Its tree is closed to pages; here it is looked into, for as long as that takes.
        await page.addInitScript(
          '{ const later = window.setTimeout; window.setTimeout = (act, ms, ...rest) => ms === 10_000 ? 0 : later(act, ms, ...rest) }',
        );
        await page.addInitScript(
          "{ const attach = Element.prototype.attachShadow; Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: 'open' }) } }",
        );
        await page.goto(`${stage.wiki}/`);
        await page.evaluate("getSelection().selectAllChildren(document.getElementById('text'))");
        await page.keyboard.press('Control+c');
        const box = page.locator('[role=alert]');
        await box.waitFor();
        assert.ok((await box.textContent())?.includes(title));
        assert.equal(await box.getAttribute('lang'), language, 'WCAG 3.1.2');
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate(
          (values) => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values } }),
          WCAG,
        );
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
          [],
        );
        const looked = passes.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${JSON.stringify(target)}`));
        assert.ok(
          looked.some((each) => /^target-size .*button/.test(each)),
          looked.join('\n'),
        );
        // Over a page nobody can tell axe what is behind a text.
        const colours = (await page.evaluate(
          "(() => { const box = [...document.querySelectorAll('div')].map((each) => each.shadowRoot?.querySelector('[role=alert]')).find(Boolean); return [...box.querySelectorAll('h2,p,button')].map((node) => [getComputedStyle(node).color, getComputedStyle(box).backgroundColor]) })()",
        )) as string[][];
        assert.ok(colours.length >= 4);
        for (const [front, back] of colours) assert.ok(contrast(front!, back!) >= 4.5, `${front} on ${back}`);
        const { width } = (await box.boundingBox())!;
        assert.ok(width <= 320);
        await box.locator('button').focus();
        await page.keyboard.press('Escape');
        await box.waitFor({ state: 'detached' });
        await page.close();
      });

  test('is seen where its style sheet cannot be had', async () => {
    const page = await stage.browser.context.newPage();
    await page.addInitScript(
      "{ const attach = Element.prototype.attachShadow; Element.prototype.attachShadow = function (how) { return attach.call(this, { ...how, mode: 'open' }) } }",
    );
    await page.goto(`${stage.wiki}/`);
    await page.route('**/notice.css*', (route) => route.abort());
    await page.evaluate("getSelection().selectAllChildren(document.getElementById('text'))");
    await page.keyboard.press('Control+c');
    const box = page.locator('[role=alert]');
    await box.waitFor();
    assert.ok((await box.textContent())?.includes(TITLES.en));
    assert.deepEqual(
      await page.evaluate(
        "(() => { const box = [...document.querySelectorAll('div')].map((each) => each.shadowRoot?.querySelector('[role=alert]')).find(Boolean); const { position, backgroundColor, borderRadius } = getComputedStyle(box); return [position, backgroundColor, borderRadius] })()",
      ),
      ['fixed', 'rgb(255, 255, 255)', '0px'],
    );
    await page.close();
  });

  test('is a box of the browser where the gateway is away', async () => {
    const page = await stage.browser.context.newPage();
    await page.goto(`${stage.wiki}/`);
    await page.route('**/rewriter.js*', (route) => route.abort());
    await page.evaluate("getSelection().selectAllChildren(document.getElementById('text'))");
    let said = '';
    page.on('dialog', (dialog) => {
      said = dialog.message();
      void dialog.accept();
    });
    // The key is not up before the box is closed.
    await page.keyboard.press('Control+c');
    assert.ok(said.includes(TITLES.en));
    await page.close();
  });
});
