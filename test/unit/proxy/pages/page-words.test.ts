import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENGLISH, ENGLISH_RULES } from '../../../../src/client/guards/english.ts';
import { LANGUAGES } from '../../../../src/proxy/pages/texts/choose-language.ts';
import { PAGE_WORDS } from '../../../../src/proxy/pages/texts/page-words.ts';

const keys = (value: object): readonly string[] =>
  Object.entries(value).flatMap(([key, each]) => [key, ...(typeof each === 'string' ? [] : keys(each as object))]);

for (const language of LANGUAGES.filter((each) => each !== 'en'))
  test(`notices in pages say all of it in ${language}`, () => {
    const own = PAGE_WORDS[language];
    assert.deepEqual(keys(own).toSorted(), keys({ ...ENGLISH, ...ENGLISH_RULES }).toSorted());
    assert.equal(own.notAllowed.includes('{app}'), true);
    assert.notEqual(own.blocked, ENGLISH.blocked);
  });
