import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { parseScript } from '../../../../src/rewrite/js/parse.ts';
import { corpusCases, disguised } from './conformance-corpus.ts';
import { rewrite, runIn } from './fake-realm.ts';

/** Milliseconds until a program is given up: the corpus has some without an end. Those that differ get more time. */
const TIMEOUTS = [30, 3000];
const url = (specifier: string): string => specifier;

describe('programs of the conformance corpus do the same when rewritten', () => {
  test('pass', () => {
    let ran = 0;
    let gave = 0;
    const different: unknown[] = [];
    for (const { name, goal, source } of corpusCases('pass')) {
      if (goal !== 'script') continue;
      for (const variant of [source, ...disguised(source, ['location', 'eval'])]) {
        if (!parseScript(variant, { goal, url }).program || rewrite(variant) === variant) continue;
        ran++;
        for (const timeout of TIMEOUTS) {
          const atHome = runIn('origin', variant, { timeout });
          const rewritten = runIn('suffix', variant, { timeout });
          if (isDeepStrictEqual(rewritten, atHome)) {
            if (!/^threw|^did not end$/.test(String(atHome.value))) gave++;
            break;
          }
          if (timeout === TIMEOUTS.at(-1)) different.push([name, variant, atHome, rewritten]);
        }
      }
    }
    assert.deepEqual(different, []);
    assert.ok(ran > 1000 && gave > 300, `${ran} ran, ${gave} to their end`);
  });
});
