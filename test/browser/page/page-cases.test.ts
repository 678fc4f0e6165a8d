import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type BareAndThrough,
  checkAgainstLedger,
  readLedger,
  startBareAndThrough,
} from '../../support/bare-and-through.ts';
import type { PageCases } from '../../support/page-case.ts';

const files = globSync('cases/*.ts', { cwd: import.meta.dirname }).sort();
// All of them ahead: where nothing is left to run the runner goes on to `after`, also while more is being imported.
const modules = await Promise.all(files.map((file) => import(`./${file}`) as Promise<{ cases: PageCases }>));
const ledger = readLedger();
const ids = new Set<string>();
let both: BareAndThrough;
let assertions = 0;

before(async () => {
  both = await startBareAndThrough();
});
after(() => both?.close());

for (const [at, { cases }] of modules.entries()) {
  const topic = basename(files[at]!, '.ts');
  describe(`bare and through the gateway: ${topic}`, () => {
    for (const [name, pageCase] of Object.entries(cases)) {
      const id = `${topic}/${name}`;
      ids.add(id);
      test(name, async () => {
        assertions += await checkAgainstLedger(both, ledger, id, pageCase);
      });
    }
  });
}

test('every case of the ledger exists, with a reason in words', () => {
  assert.ok(ids.size > 0);
  for (const [id, reason] of Object.entries(ledger)) {
    assert.ok(ids.has(id), `${id} is no case`);
    assert.match(reason, /\w+ \w+ \w+/, id);
  }
});

test('the cases make at least 500 assertions', (t) => {
  t.diagnostic(`${assertions} assertions in ${ids.size} page cases`);
  assert.ok(assertions >= 500);
});
