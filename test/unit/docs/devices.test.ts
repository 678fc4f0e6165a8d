import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { DEVICE_CONTEXT } from '../../../src/config/device-context.ts';
import { CERTIFICATE_OUTCOMES } from '../../../src/model/certificate.ts';
import { ROOT } from './documents.ts';

const text = readFileSync(join(ROOT, 'docs/devices.md'), 'utf8');

describe('docs/devices.md', () => {
  test('explains every outcome of a certificate check and no other, in the words of the code', () => {
    const section = text.slice(text.indexOf('| outcome |'), text.indexOf('The outcome of each check'));
    const rows = [...section.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, name, meaning]) => [name, meaning]);
    assert.deepEqual(rows, Object.entries(CERTIFICATE_OUTCOMES));
  });
  test('names every device-context claim with its tag', () => {
    for (const { claim, tag } of DEVICE_CONTEXT) {
      assert.ok(text.includes(claim), claim);
      assert.ok(text.includes(`| \`${tag}\` |`), tag);
    }
  });
});
