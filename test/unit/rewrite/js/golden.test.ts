import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { applySplices } from '../../../../src/model/rewriter.ts';
import type { ScriptGoal } from '../../../../src/rewrite/js/contract.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';

const FOLDER = new URL('../../../../fixtures/rewrite/js/', import.meta.url);
const url = (specifier: string): string => specifier.replace(/^(?:https:)?\/\/a\.test/, '$&.gateway.example');

/** `name.goal.txt`: the input, a line of three dashes, the text that is served. */
const files = readdirSync(FOLDER);
for (const file of files) {
  test(file, () => {
    const [input, expected] = readFileSync(new URL(file, FOLDER), 'utf8').split(/(?<=\n)---\n/) as [string, string];
    const { splices, status } = rewriteScript(input, { goal: file.split('.').at(-2) as ScriptGoal, url });
    assert.equal(applySplices(input, splices), expected);
    assert.equal(status, input === expected ? 'untouched' : 'rewritten');
    assert.equal(expected.split('\n').length, input.split('\n').length, 'no line is added');
  });
}

test('the folder has cases', () => assert.ok(files.length >= 14));
