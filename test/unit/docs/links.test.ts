import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { anchors, documents, prose, ROOT } from './documents.ts';

const texts = documents();

describe('documents', () => {
  test('they are seen', () => assert.ok(texts.size >= 15, `${texts.size} documents`));

  for (const [path, text] of texts) {
    test(`${path}: every link leads somewhere`, () => {
      const broken: string[] = [];
      for (const [, target] of prose(text).matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/i.test(target!)) continue;
        const [file, anchor] = target!.split('#');
        const place = file === '' ? path : relative(ROOT, join(ROOT, dirname(path), file!));
        const known = texts.get(place);
        if (!existsSync(join(ROOT, place))) broken.push(target!);
        else if (anchor !== undefined && known !== undefined && !anchors(known).has(anchor)) broken.push(target!);
      }
      assert.deepEqual(broken, []);
    });

    test(`${path}: every file it names is there`, () => {
      const named = [...text.matchAll(/`((?:src|test|docs|bench|docker|fixtures)\/[\w./-]*\w)`/g)].map(
        ([, file]) => file!,
      );
      assert.deepEqual(
        named.filter((file) => !existsSync(join(ROOT, file))),
        [],
      );
    });
  }
});

describe('the reader of documents', () => {
  test('links in code are no links', () => assert.doesNotMatch(prose('a `[x](y)` b\n```\n[x](y)\n```\n'), /\]\(/));
  test('anchors', () => assert.deepEqual([...anchors('# What’s `new`?\n## A b-c\n')], ['whats-new', 'a-b-c']));
});
