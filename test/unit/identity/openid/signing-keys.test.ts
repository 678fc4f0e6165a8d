import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSigningKeys } from '../../../../src/identity/broker/openid/signing-keys.ts';

const DAY = 86_400_000;

test('a key is published two weeks before it signs and two weeks after, and a restart keeps them all', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-keys-'));
  try {
    let at = 1_700_000_000_000;
    const begin = at;
    const keys = openSigningKeys(directory, () => at);
    const kids = (): string[] => keys.current().map(({ kid }) => kid);
    const [first] = kids();
    assert.equal(kids().length, 1);
    assert.equal(keys.current(), keys.current(), 'nothing is made anew in between');
    assert.equal(statSync(join(directory, 'keys.json')).mode & 0o777, 0o600);

    at = begin + 76 * DAY;
    const [still, second] = kids();
    assert.equal(still, first);
    assert.ok(second);
    at = begin + 90 * DAY;
    assert.deepEqual(kids(), [second, first]);
    assert.deepEqual(
      openSigningKeys(directory, () => at)
        .current()
        .map(({ kid }) => kid),
      [second, first],
    );
    at = begin + 104 * DAY;
    assert.deepEqual(kids(), [second]);

    at += 400 * DAY;
    const [late, next] = kids();
    assert.equal(late, second, 'a key that nobody has seen does not sign');
    assert.ok(next && next !== second);
    at += 14 * DAY;
    assert.equal(kids()[0], next);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
