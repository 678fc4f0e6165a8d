import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { wordsFor } from '../../../src/client/guards/words.ts';

describe('the words of notices in a page', () => {
  const cases: readonly (readonly [languages: readonly string[], title: string])[] = [
    [[], 'Copy blocked'],
    [['de-AT'], 'Kopieren gesperrt'],
    [['pt', 'fr'], 'Copie bloquée'],
    [['ES'], 'Copia bloqueada'],
    [['den', 'ja'], 'コピーは禁止されています'],
    [['__proto__', 'constructor'], 'Copy blocked'],
  ];
  for (const [languages, title] of cases)
    test(`${languages.join(', ') || 'nothing'}: ${title}`, () => assert.equal(wordsFor(languages).titles.copy, title));

  test('every language says all of it', () => {
    const keys = (value: object): readonly string[] =>
      Object.entries(value).flatMap(([key, each]) => [key, ...(typeof each === 'string' ? [] : keys(each as object))]);
    const english = wordsFor(['en']);
    for (const language of ['de', 'fr', 'es', 'ja']) {
      const own = wordsFor([language]);
      assert.notEqual(own, english);
      assert.deepEqual(keys(own), keys(english));
      assert.equal(own.notAllowed.includes('{app}'), true);
    }
  });
});
