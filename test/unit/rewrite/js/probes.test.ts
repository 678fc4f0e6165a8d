import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBES } from '../../../../bench/meaning/probes.ts';
import { HOME, installOwn, outcomeOf } from '../../../../bench/meaning/realm.ts';
import { applySplices } from '../../../../src/model/rewriter.ts';
import { rewriteScript } from '../../../../src/rewrite/js/rewrite-script.ts';

/** What bench/README.md says of it: reflection is the page runtime's part, which this realm has not. */
const KNOWN = 'Reflect.get(window, "location") === location';

const rewrite = (source: string): string =>
  applySplices(source, rewriteScript(source, { goal: 'either', url: (url) => url }).splices);

test('the programs by which the bench compares rewriters have the outcome of home', () => {
  const wrong = PROBES.filter((source) => outcomeOf(source, { rewrite, install: installOwn }) !== outcomeOf(source));
  assert.deepEqual(wrong, [KNOWN]);
});

test('and they tell the two apart: as they are, most of them see where they really are', () => {
  const asItIs = (source: string): string => source;
  const seen = PROBES.filter(
    (source) => outcomeOf(source, { rewrite: asItIs, install: () => {} }) !== outcomeOf(source),
  );
  assert.ok(seen.length > PROBES.length / 2, `${seen.length} of ${PROBES.length}`);
  assert.equal(outcomeOf('location.href'), HOME);
});
