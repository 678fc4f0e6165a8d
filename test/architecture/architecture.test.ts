import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { checkHouse, checkNames, packageOf, type Violation } from './check-house.ts';
import { HOUSE, LONG } from './house-rules.ts';
import { blankNonCode, readSource } from './read-source.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const sources = new Map(
  globSync('src/**/*.ts', { cwd: root })
    .filter((path) => !path.includes('/dist/'))
    .sort()
    .map((path) => [path, read(path)]),
);
const violations = checkHouse(sources, HOUSE);
const shown = (found: readonly Violation[]): string =>
  found.map(({ rule, where, what }) => `${where}: ${rule}: ${what}`).join('\n');

describe('the house', () => {
  test('every module of src was read', () => {
    const walked = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !join(entry.parentPath, '/').includes('/dist/'),
    );
    assert.equal(sources.size, walked.length);
    assert.ok(sources.size > 100, `only ${sources.size} modules seen`);
    const links = [...sources.values()].reduce((sum, text) => sum + readSource(text).imports.length, 0);
    assert.ok(links > 2 * sources.size, `only ${links} imports seen in ${sources.size} modules`);
  });

  for (const rule of [
    'unknown-folder',
    'missing-module',
    'wrong-floor',
    'impure',
    'second-door',
    'cycle',
    'forbidden-name',
    'file-name',
    'default-export',
    'barrel',
    'too-long',
  ] as const)
    test(rule, () => assert.equal(shown(violations.filter((found) => found.rule === rule)), ''));

  test('names in tests and benches are held to the same rule', () => {
    const found = globSync(['test/**/*.ts', 'bench/**/*.ts'], {
      cwd: root,
      exclude: (path) => path.includes('node_modules'),
    })
      .sort()
      .flatMap((path) => checkNames(path, blankNonCode(read(path)), HOUSE.namesOfOthers));
    assert.equal(shown(found), '');
  });

  test('half of all modules are under 100 lines', () => {
    const lines = [...sources.values()].map((text) => text.split('\n').length).sort((a, b) => a - b);
    assert.ok(lines[Math.floor(lines.length / 2)]! < 100, `median ${lines[Math.floor(lines.length / 2)]}`);
  });
});

describe('the tables of the house are in step with the house', () => {
  const used = new Set(
    [...sources.values()].flatMap((text) => readSource(text).imports.map(({ specifier }) => packageOf(specifier))),
  );
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };

  test('each dependency has a door and each door a dependency', () => {
    assert.deepEqual(Object.keys(HOUSE.doors).sort(), Object.keys(dependencies).sort());
  });
  test('each dependency is imported', () => {
    assert.deepEqual(
      Object.keys(dependencies).filter((name) => !used.has(name)),
      [],
    );
  });
  test('each long file is there and still long', () => {
    for (const path of Object.keys(HOUSE.longFiles))
      assert.ok((sources.get(path) ?? '').split('\n').length > LONG, `${path} needs no exception`);
  });
});
