import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { withApp } from '../../../src/config/add-app.ts';
import { fc } from '../../support/properties.ts';

const FILE = `# The gateway of Corp
gateway: { suffix: mcas.example }   # ours since 2024
providers:
  - id: corp # Entra
    clientSecret: "\${SECRET}"
apps:
  # The wiki came first.
  - { id: wiki, name: 'Wiki', hosts: ["https://wiki.corp.example"] } # keep
  # Nothing else yet.
policies: policies.yaml # watched
`;

describe('an app written into a configuration', () => {
  test('every comment and every line stays, in order', () => {
    const text = withApp(FILE, { id: 'mail', name: 'Mail' });
    const lines = text.split('\n');
    let from = 0;
    for (const line of FILE.trimEnd().split('\n')) {
      const comment = line.slice(line.indexOf('#'));
      const at = lines.findIndex(
        (each, index) => index >= from && each.includes(line.includes('#') ? comment : line.trim()),
      );
      assert.ok(at >= 0, `${line} in\n${text}`);
      from = at;
    }
    assert.match(text, /clientSecret: "\$\{SECRET\}"/);
    assert.deepEqual(parse(text).apps[1], { id: 'mail', name: 'Mail' });
  });

  test('the first app, where the list is empty, missing or in one line', () => {
    for (const apps of ['apps: []', '', 'apps:', 'apps: [{ id: a }]'])
      assert.deepEqual(parse(withApp(`gateway: {}\n${apps}\n`, { id: 'b' })).apps.at(-1), { id: 'b' });
  });

  test('what is typed is a value and never syntax', () => {
    const typed = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(typed, (name) => {
        const read = parse(withApp(FILE, { id: 'x', name, hosts: [name] }));
        assert.deepEqual(read.apps[1], { id: 'x', name, hosts: [name] });
        assert.equal(read.policies, 'policies.yaml');
      }),
      { numRuns: 200 },
    );
  });

  test('a file that is no YAML is left alone', () => {
    assert.throws(() => withApp('apps: [', { id: 'x' }));
  });
});
