import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkHouse, packageOf, type Rule, type Violation, wordsOf } from './check-house.ts';
import { findCycles } from './cycles.ts';
import type { HouseRules } from './house-rules.ts';
import { blankNonCode, readSource } from './read-source.ts';

const RULES: HouseRules = {
  folders: {
    model: { floor: 0, pure: true },
    rewrite: { floor: 1, pure: true },
    policy: { floor: 1, pure: true },
    proxy: { floor: 2 },
    client: { floor: 2, only: ['model'], onlyFor: [], pure: true },
    demo: { floor: 3 },
    cli: { floor: 4 },
    'main.ts': { floor: 5 },
  },
  doors: { acorn: 'rewrite', '@peculiar/x509': 'proxy', commander: 'cli', esbuild: 'client' },
  buildSteps: ['src/client/build.ts'],
  longFiles: { 'src/rewrite/table.ts': 'a table' },
  namesOfOthers: ['AddressInfo', 'src/model/a.ts info'],
};

const check = (files: Readonly<Record<string, string>>): Violation[] =>
  checkHouse(new Map(Object.entries(files)), RULES);
const rulesBroken = (files: Readonly<Record<string, string>>): Rule[] => check(files).map(({ rule }) => rule);

const A_MODEL = { 'src/model/a.ts': 'export const a = 1;' };

describe('a house in order', () => {
  test('nothing is said', () => {
    assert.deepEqual(
      check({
        ...A_MODEL,
        'src/rewrite/b.ts': `import { parse } from 'acorn';\nimport type { A } from '../model/a.ts';`,
        'src/proxy/c.ts': `import { X } from '@peculiar/x509/build/x.js';\nimport { createServer } from 'node:http';\nimport '../rewrite/b.ts';`,
        'src/client/d.ts': `import { a } from '../model/a.ts';`,
        'src/client/build.ts': `import { build } from 'esbuild';\nimport { join } from 'node:path';`,
        'src/demo/e.ts': `import { bundle } from '../client/build.ts';`,
        'src/main.ts': `import { Command } from 'commander';\nconst { x } = await import('./demo/e.ts');`,
      }),
      [],
    );
  });
});

describe('a broken rule is found', () => {
  const importing = (path: string, text: string): Rule[] => rulesBroken({ ...A_MODEL, [path]: text });
  const cases: ReadonlyArray<readonly [what: string, found: Rule[], expected: Rule[]]> = [
    [
      'a lower floor imports a higher one',
      rulesBroken({ 'src/model/a.ts': `import { b } from '../proxy/b.ts';`, 'src/proxy/b.ts': '' }),
      ['wrong-floor'],
    ],
    [
      'types count as imports',
      rulesBroken({ 'src/model/a.ts': `import type { B } from '../proxy/b.ts';`, 'src/proxy/b.ts': '' }),
      ['wrong-floor'],
    ],
    [
      'a type written as import() counts',
      rulesBroken({ 'src/model/a.ts': `export type C = import('../proxy/b.ts').B;`, 'src/proxy/b.ts': '' }),
      ['wrong-floor'],
    ],
    [
      'an export from counts',
      rulesBroken({ 'src/model/a.ts': `export { b } from '../proxy/b.ts';`, 'src/proxy/b.ts': '' }),
      ['wrong-floor'],
    ],
    [
      'a dynamic import counts',
      rulesBroken({ 'src/model/a.ts': 'const b = await import(`../proxy/b.ts`);', 'src/proxy/b.ts': '' }),
      ['wrong-floor'],
    ],
    [
      'sideways on one floor',
      rulesBroken({ 'src/rewrite/a.ts': `import '../policy/b.ts';`, 'src/policy/b.ts': '' }),
      ['wrong-floor'],
    ],
    [
      'a folder that may import less than its floor allows',
      rulesBroken({ 'src/client/a.ts': `import '../rewrite/b.ts';`, 'src/rewrite/b.ts': '' }),
      ['wrong-floor'],
    ],
    [
      'a folder nobody may import',
      rulesBroken({ 'src/demo/a.ts': `import '../client/b.ts';`, 'src/client/b.ts': '' }),
      ['wrong-floor'],
    ],
    ['a second door', importing('src/proxy/b.ts', `import type { Node } from 'acorn';`), ['second-door']],
    ['a dependency without a door', importing('src/proxy/b.ts', `import x from 'left-pad/x.js';`), ['second-door']],
    [
      'a door by createRequire',
      importing('src/proxy/b.ts', `const a = createRequire(import.meta.url).resolve('acorn/package.json');`),
      ['second-door'],
    ],
    [
      'a door by createRequire of a URL',
      importing('src/proxy/b.ts', `const a = createRequire(new URL('.', import.meta.url))('acorn');`),
      ['second-door'],
    ],
    ['a door by require', importing('src/proxy/b.ts', `const a = require.resolve('acorn');`), ['second-door']],
    ['Node in a pure folder', importing('src/policy/b.ts', `import { join } from 'node:path';`), ['impure']],
    ['Node without its prefix', importing('src/policy/b.ts', `import fs from 'fs/promises';`), ['impure']],
    ['a module that is not there', importing('src/policy/b.ts', `import '../model/gone.ts';`), ['missing-module']],
    ['a folder without a floor', rulesBroken({ 'src/shed/a.ts': '' }), ['unknown-folder']],
    [
      'a cycle',
      rulesBroken({ 'src/model/a.ts': `import './b.ts';`, 'src/model/b.ts': `import type { A } from './a.ts';` }),
      ['cycle'],
    ],
    ['a default export', importing('src/model/b.ts', 'export default class {}'), ['default-export']],
    [
      'a default export by name',
      importing('src/model/b.ts', 'const b = 1;\nexport { b as default };'),
      ['default-export'],
    ],
    ['a barrel', importing('src/model/b.ts', `export * from './a.ts';`), ['barrel']],
    ['an index', importing('src/model/index.ts', ''), ['barrel']],
    ['a drawer by file name', importing('src/model/url-utils.ts', ''), ['forbidden-name']],
    ['a drawer by folder name', importing('src/model/common/b.ts', ''), ['forbidden-name']],
    ['a name in camel case', importing('src/model/FooBar.ts', ''), ['file-name']],
    ['an empty identifier', importing('src/model/b.ts', 'function run(ctx: unknown) {}'), ['forbidden-name']],
    ['an empty word in an identifier', importing('src/model/b.ts', 'class SessionManager {}'), ['forbidden-name']],
    ['a name that others gave in another file', importing('src/model/b.ts', 'const info = 1;'), ['forbidden-name']],
    ['a file without end', importing('src/model/b.ts', 'x;\n'.repeat(301)), ['too-long']],
  ];
  for (const [what, found, expected] of cases) test(what, () => assert.deepEqual(found, expected));

  test('where it is, is said by line', () => {
    const [found] = check({ ...A_MODEL, 'src/policy/b.ts': `// one\n\nimport { x } from 'node:fs';` });
    assert.equal(found?.where, 'src/policy/b.ts:3');
  });
});

describe('what is not a fault', () => {
  const silent: Readonly<Record<string, string>> = {
    'an import in a comment': `// import '../proxy/x.ts';\n/* import x from 'acorn'; */`,
    'an import in a string': `const text = "import x from 'acorn'";`,
    'an import in a template': `const text = \`\nimport x from 'acorn';\n\${1 + 1} import y from 'acorn'\`;`,
    'a quote in a regular expression': `const quote = /['"\`]/g; // import 'acorn'`,
    'a slash in a character class': `const slash = /[/'"]/.test('import "acorn"');`,
    'a division': 'const half = total / 2; const other = "x" / 2;',
    'somebody else’s member': `log.info('x');`,
    'a name given by Node': 'const address = server.address() as AddressInfo;',
    'a name given by others in this file': 'const text = { info: 1 };',
    'a word that only contains one': 'const information = 1; const commonality = 2;',
    'a long file with a reason': '',
  };
  for (const [what, text] of Object.entries(silent))
    test(what, () => assert.deepEqual(check({ 'src/model/a.ts': text }), []));

  test('a long table with a reason', () => assert.deepEqual(check({ 'src/rewrite/table.ts': 'x;\n'.repeat(400) }), []));
});

describe('reading a source', () => {
  test('blanking keeps every offset and line', () => {
    const source = `#!/usr/bin/env node\nconst a = 'x\\'y'; /* b\nc */ const d = \`e\${f(\`g\`)}h\`; const i = /j\\/k/u;`;
    const code = blankNonCode(source);
    assert.equal(code.length, source.length);
    assert.equal(code.split('\n').length, source.split('\n').length);
    assert.match(code, /f\(` `\)/);
    assert.doesNotMatch(code, /[ceghjkxy](?![a-z])/);
  });

  test('an import over several lines', () => {
    const { imports } = readSource(
      `import {\n  type A,\n  b as c,\n} from './d.ts';\nexport type { E } from './f.ts';\n`,
    );
    assert.deepEqual(imports, [
      { specifier: './d.ts', line: 4, kind: 'static' },
      { specifier: './f.ts', line: 5, kind: 'static' },
    ]);
  });

  test('two imports are not read as one', () => {
    const { imports } = readSource(`import './a.ts';\nimport { b } from './b.ts';\nexport const from = 'c';`);
    assert.deepEqual(
      imports.map(({ specifier }) => specifier),
      ['./a.ts', './b.ts'],
    );
  });
});

describe('words and packages', () => {
  test('words', () => {
    assert.deepEqual(wordsOf('parseHTMLInfo'), ['parse', 'html', 'info']);
    assert.deepEqual(wordsOf('MAX_SIZE'), ['max', 'size']);
  });
  test('packages', () => {
    assert.equal(packageOf('@peculiar/x509/build/x.js'), '@peculiar/x509');
    assert.equal(packageOf('undici/types/x.js'), 'undici');
  });
});

describe('cycles', () => {
  const graph = (edges: Readonly<Record<string, readonly string[]>>): string[][] =>
    findCycles(new Map(Object.entries(edges)));
  test('a line and a diamond have none', () =>
    assert.deepEqual(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }), []));
  test('a module that imports itself', () => assert.deepEqual(graph({ a: ['a'] }), [['a']]));
  test('two rings that share nothing', () =>
    assert.deepEqual(graph({ a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: ['d'] }), [
      ['d', 'e'],
      ['a', 'b', 'c'],
    ]));
  test('a node that is only named', () => assert.deepEqual(graph({ a: ['z'] }), []));
});
