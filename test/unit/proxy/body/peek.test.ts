import assert from 'node:assert/strict';
import { PassThrough, type Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { mayShowType } from '../../../../src/inspect/file-type.ts';
import { peek } from '../../../../src/proxy/body/peek.ts';

async function read(body: Readable): Promise<string> {
  let text = '';
  for await (const piece of body as AsyncIterable<Buffer>) text += piece.toString('latin1');
  return text;
}

describe('a body that falls silent', () => {
  test('is given on with what has come, and is whole in the end', async () => {
    const source = new PassThrough();
    source.write('ab');
    const asked: string[] = [];
    const { prefix, complete, body } = await peek(
      source,
      (bytes) => bytes.length >= 10,
      async (bytes) => asked.push(bytes.toString()) > 0,
    );
    assert.deepEqual([asked, prefix.toString(), complete], [['ab'], 'ab', false]);
    source.end('cd');
    assert.equal(await read(body), 'abcd');
  });

  test('is waited for where what has come does not do', async () => {
    const source = new PassThrough();
    source.write('P');
    const { prefix, body } = await peek(
      source,
      (bytes) => bytes.length >= 4,
      async () => {
        setImmediate(() => source.end('K\x03\x04rest'));
        return false;
      },
    );
    assert.equal(prefix.toString('latin1'), 'PK\x03\x04rest');
    assert.equal(await read(body), 'PK\x03\x04rest');
  });

  test('and breaks off then tells so whoever reads on', async () => {
    const source = new PassThrough();
    source.write('ab');
    const { body } = await peek(
      source,
      () => false,
      async () => true,
    );
    source.destroy(new Error('broken off'));
    await assert.rejects(read(body), /broken off/);
  });
});

test('few bytes may begin a type that they do not show yet', () => {
  const may = ['', '%', '%PD', 'P', 'PK\x03', 'RI', 'SQLite for', '\0', '\0\0\0\x18ft', '\x1f', 'MZ'];
  const not = ['ok', '{"line":1}', '\0\0\0\0\x02\x08', '\x01\0\0\0\0\0\0\x05a', 'x'.repeat(16), '%PDX'];
  for (const bytes of may) assert.ok(mayShowType(Buffer.from(bytes, 'latin1')), bytes);
  for (const bytes of not) assert.ok(!mayShowType(Buffer.from(bytes, 'latin1')), bytes);
});
