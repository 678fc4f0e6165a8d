import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { HarFault } from '../../../src/replay/har/har-fault.ts';
import { scanElements } from '../../../src/replay/har/scan-elements.ts';
import { fc } from '../../support/properties.ts';

describe('scanning a recording', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-scan-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'any.har');

  async function scanned(text: string, keys = ['log', 'entries']): Promise<unknown[]> {
    writeFileSync(file, text);
    const found: unknown[] = [];
    for await (const { index, offset, bytes } of scanElements(file, keys)) {
      assert.equal(index, found.length);
      assert.ok(
        Buffer.from(text).subarray(offset).subarray(0, bytes.length).equals(bytes),
        'the offset is where it stands',
      );
      found.push(JSON.parse(bytes.toString()));
    }
    return found;
  }

  test('every element is found, whatever stands in it and around it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }),
        fc.jsonValue(),
        fc.constantFrom(undefined, 1, '\t'),
        async (entries, other, space) => {
          const text = JSON.stringify(
            { a: other, log: { pages: [other], entries, z: { entries: [{ not: 1 }] } }, z: other },
            null,
            space,
          );
          assert.deepEqual(await scanned(text), JSON.parse(JSON.stringify(entries)));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a byte order mark, escapes in keys’ neighbours and brackets in texts are taken as they are', async () => {
    assert.deepEqual(await scanned('\ufeff{"log":{"comment":"]}\\"[{","entries":[{"a":"}]\\\\"}]}}'), [{ a: '}]\\' }]);
  });

  test('an element larger than what is read at once comes whole', async () => {
    const body = 'x'.repeat(700_000);
    assert.deepEqual(await scanned(JSON.stringify({ log: { entries: [{ body }, { b: 1 }] } })), [{ body }, { b: 1 }]);
  });

  const broken: readonly (readonly [text: string, path: string, message: RegExp])[] = [
    ['', '', /is empty/],
    ['<html>', '', /no JSON object/],
    ['[{"log":1}]x', '', /something follows/],
    ['{"log":{}}', 'log.entries', /is missing/],
    ['{"entries":[{}]}', 'log.entries', /is missing/],
    ['{"log":{"x":{"entries":[{}]}}}', 'log.entries', /is missing/],
    ['{"log":{"entries":[{},{"a":', 'log.entries[1]', /ends in the middle/],
    ['{"log":{"entries":[{}]', 'log', /ends in the middle/],
    ['{"log":{"entries":[{},7]}}', 'log.entries[1]', /is no object/],
    ['{"log":{"entries":[{}}]}', 'log.entries[1]', /do not match/],
    ['{"log":{"entries":[]}} {}', '', /something follows/],
  ];
  for (const [text, path, message] of broken)
    test(`${JSON.stringify(text)} is refused with its place`, async () => {
      await assert.rejects(scanned(text), (error: unknown) => {
        assert.ok(error instanceof HarFault);
        assert.equal(error.path, path);
        assert.match(error.message, message);
        assert.ok(error.message.startsWith(file), 'the file is named');
        return true;
      });
    });
});
