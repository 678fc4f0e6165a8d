import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { FAILURES, type FailureCode } from '../../src/model/failure.ts';
import { readMessage } from '../../src/policy/read-message.ts';
import { renderBlocked } from '../../src/proxy/pages/blocked.ts';
import { renderConfirmation, renderConfirmed } from '../../src/proxy/pages/confirmation.ts';
import { factorPages } from '../../src/proxy/pages/factor-pages.ts';
import { renderFailure } from '../../src/proxy/pages/failure.ts';
import { handoffPages } from '../../src/proxy/pages/handoff-pages.ts';
import { renderHeldForm } from '../../src/proxy/pages/held-form.ts';
import { renderInterrupted } from '../../src/proxy/pages/interrupted.ts';
import { renderNotice } from '../../src/proxy/pages/notice.ts';
import { renderPassphrase, renderProtection } from '../../src/proxy/pages/protection.ts';
import { LANGUAGES, type Language } from '../../src/proxy/pages/texts/choose-language.ts';
import { renderViewer } from '../../src/proxy/pages/viewer.ts';
import { renderWait } from '../../src/proxy/pages/wait.ts';
import { launchChromium, type TestBrowser } from '../support/chromium.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** CSS pixels: a telephone, and what 320 leaves at a zoom of 400 % (WCAG 1.4.10). */
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };
const LONG = 'Quartalsbericht-der-Abteilung-für-Wasserversorgung-und-Entsorgung-2026-endgültig-v17.xlsx';

/** In the page. */
const FITS = 'document.documentElement.scrollWidth <= innerWidth';
const SMALL = `[...document.querySelectorAll('.button:enabled, a.button, button:enabled, input:not([type=hidden], [hidden], :disabled), textarea')].filter((each) => !each.closest('[hidden]')).flatMap((each) => {
  const { width, height } = each.getBoundingClientRect();
  each.focus();
  return width < 24 || height < 24 || getComputedStyle(each).outlineStyle === 'none' ? [each.outerHTML] : [];
})`;

/** Every page of the gateway, without the script that leads away from it. */
function pages(language: Language): Readonly<Record<string, string>> {
  const accept = [['accept-language', language]] as const;
  const of = { nonce: 'n', language, appName: 'Customer files', exchangeId: '3q2-7wAAAAAAAAAAAAAAAA' };
  const message = readMessage('Files stay **here**.\nAsk the [help desk](https://help.corp.test).\n- one\n- two');
  const file = { type: 'text/plain', bytes: Buffer.from('a') };
  const fields = [
    { name: 'a', value: 'b' },
    { name: 'c', value: LONG, file },
  ];
  const opening = handoffPages.opening({ nonce: 'n', accept, appName: 'Files', joins: [], target: '/', fragment: '' });
  const held = { appName: 'Files', action: '/', form: { encoding: 'multipart/form-data', fields }, next: '/' } as const;
  const wait = { fileName: LONG, seen: 1_250_000, addresses: { file: '/f', state: '/s', again: '/a' } };
  const asked = { nonce: 'n', accept, userName: 'alice@corp.test', action: '/' };
  const setup = { bytes: '/b', id: 'i', files: '/f/', mayCopy: true, mayPrint: true, isTooLarge: false };
  const viewer = { fileName: LONG, back: '/', script: '/viewer.js' };
  const all = {
    blocked: renderBlocked({ ...of, activity: 'download', fileName: LONG, policyName: 'No downloads' }),
    'blocked with a message': renderBlocked({ ...of, activity: 'upload', message }),
    confirmation: renderConfirmation({ ...of, activity: 'download', fileName: LONG, back: '/' }),
    'confirmation without a reason': renderConfirmation({ ...of, activity: 'view', back: '/', missing: true, message }),
    confirmed: renderConfirmed({ ...of, back: '/' }),
    interrupted: renderInterrupted({ ...of, why: 'warn', activity: 'upload', next: '/', sent: true, fileName: LONG }),
    'step-up': renderInterrupted({ ...of, why: 'step-up', activity: 'view', next: '/', sent: false }),
    notice: renderNotice(of),
    protection: renderProtection({ ...of, back: '/', fileName: LONG }),
    passphrase: renderPassphrase({ ...of, back: '/', next: '/', passphrase: 'tidal-orbit-cello-mango-51' }),
    'factor asked': factorPages.ask({ ...asked, other: '/' }),
    'factor wrong': factorPages.ask({ ...asked, fault: 'locked' }),
    'factor set up': factorPages.enrol({
      ...asked,
      secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      uri: 'otpauth://totp/x',
      other: '/',
    }),
    'key asked': factorPages.key({ ...asked, task: 'ask', options: {}, fault: 'key-refused' }),
    'key set up': factorPages.key({ ...asked, task: 'enrol', options: {} }),
    'factor kept': factorPages.enrolled({ nonce: 'n', accept, codes: ['aaaa-bbbb-cccc', 'dddd-eeee-ffff'], next: '/' }),
    'notice of one’s own': renderNotice({ ...of, title: 'You are watched in {app}', message }),
    begin: handoffPages.begin({ nonce: 'n', accept, next: '/n?a=1' }),
    opening,
    'opening for long': opening.replace(' hidden>', '>'),
    leave: handoffPages.leave({ nonce: 'n', accept, action: '/', fields: {} }),
    'sign out': handoffPages.signOut({ nonce: 'n', accept, userName: 'alice', action: '/' }),
    resend: handoffPages.resend({ nonce: 'n', accept, ...held }),
    'resend after a reason': renderHeldForm({ ...of, ...held, why: 'warn', message }),
    'resend after a sign-in': renderHeldForm({ ...of, ...held, why: 'step-up' }),
    again: handoffPages.again({ nonce: 'n', accept, appName: 'Files', after: 'sign-in' }),
    viewer: renderViewer({ ...of, ...viewer, setup: { ...setup, mayPrint: false } }),
    'viewer that prints and saves': renderViewer({ ...of, ...viewer, save: '/saved', setup }),
    'file held': renderWait({ ...of, ...wait, state: 'held', size: 4_000_000 }),
    'file held of no known size': renderWait({ ...of, ...wait, state: 'held' }),
    'file ready': renderWait({ ...of, ...wait, state: 'ready' }),
    'file gone': renderWait({ ...of, ...wait, state: 'gone' }),
    'signed out': handoffPages.signedOut({ nonce: 'n', accept }),
    ...Object.fromEntries(
      (language === 'en' ? (Object.keys(FAILURES) as FailureCode[]) : (['internal'] as const)).map((code) => [
        `failure ${code}`,
        renderFailure({ ...of, code }),
      ]),
    ),
  };
  return Object.fromEntries(
    Object.entries(all).map(([name, html]) => [name, html.replace(/<script (?:nonce|src)[\s\S]*?<\/script>/, '')]),
  );
}

describe('pages of the gateway under WCAG 2.2 AA', () => {
  let browser: TestBrowser;
  let page: Page;
  before(async () => {
    browser = await launchChromium();
    page = await browser.context.newPage();
    // Once: its window stays, whatever document it is given.
    await page.evaluate(axe.source);
  });
  after(() => browser.close());

  async function faults(html: string): Promise<readonly string[]> {
    await page.setContent(html);
    const { violations } = await page.evaluate(
      (values) => (globalThis as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values } }),
      RULES,
    );
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html: at, failureSummary }) => `${id}: ${at}: ${failureSummary}`),
    );
  }

  for (const colorScheme of ['light', 'dark'] as const)
    for (const viewport of [WIDE, NARROW])
      test(`every page, ${colorScheme}, ${viewport.width} pixels`, async () => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        for (const [name, html] of Object.entries(pages('en'))) {
          assert.deepEqual(await faults(html), [], name);
          assert.ok(await page.evaluate(FITS), `${name} scrolls sideways`);
        }
      });

  for (const language of LANGUAGES.filter((each) => each !== 'en'))
    test(`every page in ${language}, narrow and dark`, async () => {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize(NARROW);
      for (const [name, html] of Object.entries(pages(language))) {
        assert.deepEqual(await faults(html), [], name);
        assert.ok(await page.evaluate(FITS), `${name} scrolls sideways`);
      }
    });

  test('what can be pressed is large enough for a finger, and shows where the keyboard is', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(NARROW);
    for (const [name, html] of Object.entries(pages('en'))) {
      await page.setContent(html);
      const small = await page.evaluate(SMALL);
      assert.deepEqual(small, [], name);
    }
  });

  test('the check finds what is wrong', async () => {
    assert.notDeepEqual(
      await faults('<!doctype html><html><title>x</title><main><h1>x</h1><p style="color:#ccc">pale<img src="data:,">'),
      [],
    );
  });
});
