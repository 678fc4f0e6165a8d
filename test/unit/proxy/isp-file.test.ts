import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openIspFile } from '../../../src/proxy/where/isp-file.ts';
import { addressDatabase } from '../../support/address-database.ts';

test('whom an address is registered for, by provider and else by autonomous system', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-isps-'));
  try {
    const file = join(directory, 'isps.mmdb');
    writeFileSync(
      file,
      addressDatabase({
        '192.0.2.0/24': { isp: 'Example Net', autonomous_system_organization: 'Example AS' },
        '198.51.100.0/24': { autonomous_system_organization: 'Other AS' },
        '203.0.113.0/24': { country: { iso_code: 'DE' } },
      }),
    );
    const ispOf = openIspFile(file);
    assert.equal(ispOf('192.0.2.7'), 'Example Net');
    assert.equal(ispOf('::ffff:198.51.100.1'), 'Other AS');
    for (const unknown of ['203.0.113.1', '10.0.0.1', 'unix', '']) assert.equal(ispOf(unknown), undefined, unknown);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
