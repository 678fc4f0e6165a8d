import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadConfig } from '../../../src/config/load-config.ts';
import { samlKeys } from '../../support/saml-idp.ts';
import { documents } from './documents.ts';

/** Pages about one way to set something up: each has an example that `sallyport check` finds nothing wrong with. */
const PAGES = ['bearer', 'own-provider', 'oidc-apps', 'saml-apps'].map((name) => `docs/identity/${name}.md`);

const examplesOf = (text: string): readonly string[] =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => block!);

describe('worked examples', () => {
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sallyport-examples-'));
    mkdirSync(join(directory, 'etc'));
    writeFileSync(join(directory, 'wiki-signing.pem'), (await samlKeys('wiki')).cert);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  /** What is wrong with an example, with the secrets it names in place. */
  async function faultsOf(example: string): Promise<readonly string[]> {
    const file = join(directory, 'gateway.yaml');
    const text = example.replace(/\/etc\/sallyport\/[\w-]+/g, (path) => {
      writeFileSync(join(directory, 'etc', basename(path)), 'secret');
      return `etc/${basename(path)}`;
    });
    writeFileSync(file, text);
    const loaded = await loadConfig(file);
    return loaded.ok ? [] : loaded.faults.map(({ path, message }) => `${path}: ${message}`);
  }

  for (const page of PAGES)
    test(`${page}: every example is a whole file without a fault`, async () => {
      const examples = examplesOf(documents().get(page) ?? '');
      assert.ok(examples.length > 0, 'there is one');
      for (const example of examples) assert.deepEqual(await faultsOf(example), [], example);
    });

  test('a mistake in one would be seen, across sections as well', async () => {
    const [example = ''] = examplesOf(documents().get('docs/identity/oidc-apps.md') ?? '');
    assert.match((await faultsOf(example.replace('provider: corp', 'provider: crop'))).join(), /there is no provider/);
    assert.match((await faultsOf(example.replace('/callback]', '/callback#x]'))).join(), /fragment/);
    assert.match((await faultsOf(example.replace('redirectUris', 'redirectUri'))).join(), /redirectUri/);
  });
});
