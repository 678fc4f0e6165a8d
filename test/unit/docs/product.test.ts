import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { HOUSE } from '../../architecture/house-rules.ts';
import { ROOT } from './documents.ts';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the documents name what there is', () => {
  test('README.md has each command, and no other', () => {
    const registered = [...COMMANDS.keys()];
    const listed = [...read('README.md').matchAll(/^\| `sallyport (\w+)/gm)].map(([, name]) => name!);
    assert.ok(registered.length >= 5);
    assert.deepEqual(listed.toSorted(), registered.toSorted());
  });

  test('docs/operators.md has each metric, and no other', () => {
    const made = [...read('src/proxy/observe/metrics.ts').matchAll(/name: '(sallyport_\w+)'/g)].map(
      ([, name]) => name!,
    );
    const listed = [...read('docs/operators.md').matchAll(/^\| `(sallyport_\w+)`/gm)].map(([, name]) => name!);
    assert.ok(made.length >= 5);
    assert.deepEqual(listed.toSorted(), made.toSorted());
  });

  test('docs/contributors.md has each folder of src on its floor', () => {
    const listed = [...read('docs/contributors.md').matchAll(/^src\/([\w.-]+) +(\d) /gm)].map(([, name, floor]) => [
      name!,
      Number(floor),
    ]);
    const there = [...new Set(globSync('src/**/*.ts', { cwd: ROOT }).map((path) => path.split('/')[1]!))];
    assert.deepEqual(listed.map(([name]) => name).toSorted(), there.toSorted());
    for (const [name, floor] of listed) assert.equal(HOUSE.folders[name as string]?.floor, floor, `floor of ${name}`);
  });
});
