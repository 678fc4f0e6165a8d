import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILURES } from '../../../../src/model/failure.ts';
import { renderBlocked } from '../../../../src/proxy/pages/blocked.ts';
import { factorPages } from '../../../../src/proxy/pages/factor-pages.ts';
import { handoffPages } from '../../../../src/proxy/pages/handoff-pages.ts';
import { renderHeldForm } from '../../../../src/proxy/pages/held-form.ts';
import { renderNotice } from '../../../../src/proxy/pages/notice.ts';
import { chooseLanguage, LANGUAGES, type Language } from '../../../../src/proxy/pages/texts/choose-language.ts';
import { fill, fillMarkup } from '../../../../src/proxy/pages/texts/fill.ts';
import { TEXTS } from '../../../../src/proxy/pages/texts/texts.ts';
import { VIEWER_TEXTS } from '../../../../src/proxy/pages/texts/viewer-texts.ts';
import { WAIT_TEXTS } from '../../../../src/proxy/pages/texts/wait-texts.ts';
import { fc } from '../../../support/properties.ts';

describe('the language of a page', () => {
  const cases: readonly (readonly [field: string | undefined, language: string])[] = [
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['DE-at', 'de'],
    ['pt-BR, fr;q=0.8, de;q=0.9', 'de'],
    ['fr;q=0, es', 'es'],
    ['fr;q=0.5, ja;q=0.5', 'fr'],
    ['*', 'en'],
    ['deutsch', 'en'],
    ['den', 'en'],
    ['ja;q=2, de;q=x, es;q=0.001', 'es'],
    [`${'xx,'.repeat(5000)}de`, 'en'],
  ];
  for (const [field, language] of cases)
    test(`${String(field).slice(0, 40)} is served ${language}`, () => {
      assert.equal(chooseLanguage(field === undefined ? [] : [['accept-language', field]]), language);
    });

  test('anything is served some language', () => {
    fc.assert(fc.property(fc.string(), (field) => LANGUAGES.includes(chooseLanguage([['accept-language', field]]))));
  });
});

/** Every text of a table by its path. */
function texts(value: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, each]) => texts(each, `${path}.${key}`));
}

for (const [what, table] of Object.entries({ viewer: VIEWER_TEXTS, 'page that waits': WAIT_TEXTS }))
  describe(`the texts of the ${what}`, () => {
    const places = (text: string): readonly string[] =>
      [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();
    const said = (language: Language) =>
      Object.entries<string>({ ...table[language] }).map(([name, text]) => [name, places(text)]);
    for (const language of LANGUAGES)
      test(`${language} says all that English says, with the same places to fill`, () => {
        assert.deepEqual(said(language), said('en'));
        assert.ok(Object.values<string>({ ...table[language] }).every((text) => text.trim() === text && text !== ''));
      });
  });

describe('the tables of texts', () => {
  const english = new Map(texts(TEXTS.en));
  const places = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();

  for (const language of LANGUAGES) {
    test(`${language} says all that English says, with the same places to fill`, () => {
      const own = new Map(texts(TEXTS[language]));
      for (const [path, text] of english) {
        if (path.endsWith('.status')) continue;
        const said = own.get(path);
        assert.ok(said !== undefined && said.trim() !== '', `${language}${path}`);
        assert.deepEqual(new Set(places(said)), new Set(places(text)), `${language}${path}`);
        assert.equal(said, said.trim());
        assert.doesNotMatch(said, /<|\p{Cc}/u, `${language}${path} is plain text`);
      }
      assert.deepEqual(Object.keys(TEXTS[language].failures).toSorted(), Object.keys(FAILURES).toSorted());
    });

    if (language !== 'en')
      test(`${language} is no English left over`, () => {
        const same = texts(TEXTS[language]).filter(([path, text]) => english.get(path) === text);
        assert.deepEqual(
          same.map(([path]) => path).filter((path) => path !== '.labels.app'),
          [],
        );
      });
  }

  test('what fills a place is text, and never a place itself', () => {
    assert.equal(fill('a {x} b {y} {z}', { x: '{y}', y: '1' }), 'a {y} b 1 ');
    assert.equal(fillMarkup('<i> {x} & {y}', { x: '<b>{y}</b>', y: '2' }), '&lt;i&gt; <b>{y}</b> &amp; 2');
  });
});

describe('pages in every language', () => {
  for (const language of LANGUAGES) {
    const accept = [['accept-language', language]] as const;
    const pages = {
      blocked: renderBlocked({
        activity: 'download',
        appName: '<App>',
        exchangeId: 'x1',
        nonce: 'n',
        language,
        fileName: '<f>.pdf',
      }),
      notice: renderNotice({ nonce: 'n', language, appName: '<App>' }),
      begin: handoffPages.begin({ nonce: 'n', accept, next: '/n?a=1' }),
      opening: handoffPages.opening({ nonce: 'n', accept, appName: '<App>', joins: [], target: '/', fragment: '' }),
      factor: factorPages.ask({
        nonce: 'n',
        accept,
        userName: '<alice>',
        action: '/',
        other: '/o',
        fault: 'wrong-code',
      }),
      factorEnrolment: factorPages.enrol({
        nonce: 'n',
        accept,
        userName: '<alice>',
        action: '/',
        secret: 'ABCD',
        uri: 'otpauth://x',
      }),
      key: factorPages.key({ nonce: 'n', accept, userName: '<alice>', action: '/', task: 'enrol', options: {} }),
      recoveryCodes: factorPages.enrolled({ nonce: 'n', accept, codes: ['<App>'], next: '/' }),
      heldForm: renderHeldForm({
        nonce: 'n',
        language,
        why: 'warn',
        appName: '<App>',
        action: '/',
        form: { encoding: 'multipart/form-data', fields: [] },
        next: '/',
      }),
      leave: handoffPages.leave({ nonce: 'n', accept, action: '/', fields: { a: '1' } }),
      signOut: handoffPages.signOut({ nonce: 'n', accept, userName: '<alice>', action: '/' }),
      signedOut: handoffPages.signedOut({ nonce: 'n', accept }),
    };
    for (const [name, page] of Object.entries(pages))
      test(`${name} in ${language}`, () => {
        assert.match(page, new RegExp(`^<!doctype html>\\n<html lang="${language}">`));
        assert.doesNotMatch(page, /<App>|<f>|<alice>|undefined|\{(app|file|user|id)\}/);
      });
  }
});
