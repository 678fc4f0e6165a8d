import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { DemoFault } from '../../../src/demo/demo-fault.ts';
import { openStateDirectory } from '../../../src/demo/state-directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'demo-state-'));
after(() => rmSync(folder, { recursive: true }));

describe('the demo’s state directory', () => {
  test('keeps what is in it until asked to begin anew', () => {
    const path = join(folder, 'deep', 'state');
    const first = openStateDirectory(path, false);
    writeFileSync(join(first.folder('a', 'b'), 'kept'), '');
    first.release();
    const second = openStateDirectory(path, false);
    assert.ok(existsSync(join(path, 'a', 'b', 'kept')));
    second.release();
    const third = openStateDirectory(path, true);
    assert.ok(!existsSync(join(path, 'a')));
    third.release();
  });
  test('belongs to one demo at a time', () => {
    const path = join(folder, 'shared');
    const first = openStateDirectory(path, false);
    assert.throws(
      () => openStateDirectory(path, false),
      (error) => error instanceof DemoFault && /Another demo/.test(error.message),
    );
    assert.throws(() => openStateDirectory(path, true), DemoFault);
    first.release();
    openStateDirectory(path, true).release();
  });
  test('is never somebody else’s directory', () => {
    const precious = join(folder, 'photo.jpg');
    writeFileSync(precious, 'x');
    assert.throws(() => openStateDirectory(folder, true), DemoFault);
    assert.ok(existsSync(precious));
  });
});
