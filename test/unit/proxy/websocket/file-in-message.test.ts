import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileInMessage } from '../../../../src/proxy/websocket/file-in-message.ts';

test('megabytes of base64 in a text are read like few', () => {
  const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5 * 1024 ** 2, 7)]);
  for (const written of [
    file.toString('base64'),
    file.toString('base64').replace(/.{76}/g, '$&\\r\\n').replaceAll('/', '\\/'),
  ]) {
    const payload = Buffer.from(`{"data":"${written}"}`);
    const found = fileInMessage({ isText: true, payload, whole: true }, false);
    assert.equal(found?.type, 'application/pdf');
    assert.ok(found.bytes.equals(file));
  }
});
