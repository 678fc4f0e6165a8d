import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import type { MalwareScanner } from '../../../../src/inspect/malware/scanner.ts';
import type { Findings } from '../../../../src/model/content.ts';
import { createContentDesk } from '../../../../src/proxy/content/content-desk.ts';
import { holdBody } from '../../../../src/proxy/content/hold-body.ts';
import { createSpool, type Spool } from '../../../../src/proxy/content/spool.ts';
import { fc } from '../../../support/properties.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-spool-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** A spool with room for so many chunks. */
function small(chunks: number): Spool {
  const spool = createSpool(directory, 10);
  let left = chunks;
  return {
    ...spool,
    write: async (chunk) => {
      if (left-- === 0) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      await spool.write(chunk);
    },
  };
}
const pieces = (bytes: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));

describe('holding a body', () => {
  test('comes out as it went in, from memory and file, with room and without', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: 500, max: 70_000 }),
        fc.integer({ min: 0, max: 200_000 }),
        fc.option(fc.integer({ min: 0, max: 5 })),
        async (size, piece, memory, room) => {
          const bytes = randomBytes(size);
          const spool = room === null ? createSpool(directory, memory) : small(room);
          const seen: Uint8Array[] = [];
          const held = await holdBody(
            Readable.from(pieces(bytes, piece)),
            spool,
            async (chunk) => void seen.push(chunk),
          );
          assert.ok((await buffer(held.body)).equals(bytes));
          assert.equal(held.whole, room === null || room >= pieces(bytes, piece).length);
          if (held.whole) assert.ok(Buffer.concat(seen).equals(bytes));
          assert.deepEqual(readdirSync(directory), []);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the file has no name, and not what was written in it', async () => {
    const spool = createSpool(directory, 0);
    await spool.write(Buffer.from('a secret that is long enough'));
    assert.deepEqual(readdirSync(directory), []);
    await spool.discard();
  });

  test('a body that breaks off is let go, and one that nobody reads too', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield randomBytes(5000);
      throw new Error('reset');
    }
    await assert.rejects(
      holdBody(Readable.from(broken()), createSpool(directory, 0), async () => {}),
      /reset/,
    );
    const source = Readable.from(pieces(randomBytes(100_000), 1000));
    const held = await holdBody(source, small(3), async () => {});
    held.body.destroy();
    await new Promise((resolve) => held.body.once('close', resolve));
    assert.equal(source.destroyed, true);
  });

  test('who sees slowly slows the source', async () => {
    let given = 0;
    async function* source(): AsyncGenerator<Buffer> {
      for (; given < 100; given++) yield randomBytes(1000);
    }
    let most = 0;
    let seen = 0;
    const readable = Readable.from(source(), { objectMode: true, highWaterMark: 1 });
    const held = await holdBody(readable, createSpool(directory, 1e6), async () => {
      await new Promise((resolve) => setImmediate(resolve));
      most = Math.max(most, given - seen++);
    });
    assert.ok(most < 10, `${most} chunks ahead`);
    held.body.destroy();
  });
});

describe('looking into a body', () => {
  const look = async (spoolDirectory: string, more: object = {}) => {
    const faults: unknown[] = [];
    const desk = createContentDesk({
      now: () => 0,
      directory: spoolDirectory,
      memoryBytes: 10,
      limits: {},
      lists: {},
      malware: undefined,
      protection: { largest: 1000 },
      failed: (error) => faults.push(error),
      ...more,
    });
    const bytes = Buffer.from('card 4111 1111 1111 1111 '.repeat(1000));
    const file = {
      body: Readable.from(pieces(bytes, 999)),
      name: 'a.txt',
      declaredType: 'text/plain',
      codings: [],
      partial: false,
    };
    const { findings, body } = await desk.look({ detectors: [{ kind: 'payment-card' }], malware: true }, file);
    assert.ok((await buffer(body)).equals(bytes));
    return { findings: findings as Findings | undefined, faults };
  };

  test('finds', async () => {
    const { findings } = await look(directory);
    assert.equal(findings?.matches[0]?.count, 1000);
    assert.equal(findings?.malware, undefined);
  });

  test('of a body that could not be held only that is known', async () => {
    const { findings, faults } = await look(join(directory, 'nowhere'));
    assert.deepEqual([findings?.status, findings?.unscanned.map(({ status }) => status)], ['not-kept', ['not-kept']]);
    const clean: MalwareScanner = {
      open: () => ({ write: async () => {}, end: async () => ({ verdict: 'clean' }), abort: () => {} }),
    };
    const { findings: scanned } = await look(join(directory, 'nowhere'), { malware: clean });
    assert.deepEqual(scanned?.malware, { verdict: 'unknown', why: 'there is no room to hold it', cause: 'not-kept' });
    assert.match(String(faults[0]), /ENOENT/);
  });

  test('nothing is known where looking itself fails', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('a scanner that does not keep its word');
    };
    const keeps = { write: async () => {}, end: async () => ({ verdict: 'clean' as const }), abort: () => {} };
    for (const broken of [{ write: fails }, { end: fails }]) {
      const { findings, faults } = await look(directory, { malware: { open: () => ({ ...keeps, ...broken }) } });
      assert.equal(findings, undefined);
      assert.match(String(faults[0]), /its word/);
    }
  });
});
