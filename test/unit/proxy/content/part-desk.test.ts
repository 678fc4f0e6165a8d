import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { compileDetectors } from '../../../../src/inspect/detectors/detector-set.ts';
import { createInspection } from '../../../../src/inspect/inspector.ts';
import { createPartDesk, withoutParts } from '../../../../src/proxy/content/part-desk.ts';
import { createSpool } from '../../../../src/proxy/content/spool.ts';
import { fc } from '../../../support/properties.ts';

const TYPE = 'multipart/form-data; boundary=XyZ';
const needs = { detectors: [], malware: false };
const desk = createPartDesk(
  () => createSpool(tmpdir(), 64),
  (_, file) =>
    createInspection({
      detectors: compileDetectors([]),
      name: file.name,
      ...(file.declaredType === undefined ? {} : { declaredType: file.declaredType }),
    }),
  assert.ifError,
);

interface Sent {
  readonly name: string;
  readonly file: string | undefined;
  readonly content: Buffer;
}

const sent = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  file: fc.option(fc.constantFrom('x.txt', 'y.exe', 'größe.pdf', 'a b.c'), { nil: undefined }),
  content: fc
    .array(fc.constantFrom('\r\n', '\r', '\n', '--', '--Xy', 'Z', 'words', '\0', '\xff'), { maxLength: 8 })
    .map((pieces) => Buffer.from(pieces.join(''), 'latin1'))
    .filter((content) => !content.includes('--XyZ')),
});
const bodyOf = (parts: readonly Sent[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ name, file, content }) => [
      Buffer.from(
        `--XyZ\r\nContent-Disposition: form-data; name="${name}"${
          file === undefined ? '' : `; filename="${file}"\r\nContent-Type: application/octet-stream`
        }\r\n\r\n`,
      ),
      content,
      Buffer.from('\r\n'),
    ]),
    Buffer.from('--XyZ--\r\n'),
  ]);
const inPieces = (body: Buffer, size: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(body.length / size) }, (_, at) => body.subarray(at * size, (at + 1) * size)),
    { objectMode: false },
  );

/** name, file name, octets of each part, as a parser from other hands reads them. */
type Read = readonly [string, string | undefined, string][];

async function readByUndici(body: Buffer): Promise<Read> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': TYPE } }).formData();
  return Promise.all(
    [...form].map(
      async ([name, value]): Promise<Read[number]> =>
        typeof value === 'string'
          ? [name, undefined, value]
          : [name, value.name, Buffer.from(await value.arrayBuffer()).toString('latin1')],
    ),
  );
}

type Busboy = (options: object) => NodeJS.WritableStream;
const busboy = createRequire(import.meta.url)('busboy') as Busboy;

async function readByBusboy(body: Buffer): Promise<Read> {
  const read: [string, string | undefined, string][] = [];
  const parser = busboy({ headers: { 'content-type': TYPE }, defParamCharset: 'utf8' });
  parser.on('field', (name: string, value: string) => read.push([name, undefined, value]));
  parser.on('file', (name: string, stream: Readable, { filename }: { filename: string }) => {
    const entry: [string, string | undefined, string] = [name, filename, ''];
    read.push(entry);
    stream.on('data', (piece: Buffer) => {
      entry[2] += piece.toString('latin1');
    });
  });
  await new Promise((resolve, reject) => {
    parser.on('close', resolve).on('error', reject);
    parser.end(body);
  });
  return read;
}

test('a form without some of its files is what was sent without them, whoever reads it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(sent, fc.boolean()), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 90 }),
      async (parts, size) => {
        const all = parts.map(([part]) => part);
        const body = bodyOf(all);
        const held = await desk.partsOf(inPieces(body, size), TYPE);
        assert.ok(held.parts);
        assert.deepEqual(
          held.parts.map(({ file }) => file?.name),
          all.map(({ file }) => file),
        );
        const looked = await desk.lookAtFiles(held.body, held.parts, needs);
        assert.deepEqual(
          held.parts.map((part) => looked.found.get(part)?.bytes),
          all.map(({ file, content }) => (file === undefined ? undefined : content.length)),
        );
        const isLeft = (index: number): boolean => all[index]!.file !== undefined && parts[index]![1];
        const left = held.parts.filter((_, index) => isLeft(index));
        const rest = await buffer(withoutParts(looked.body, left));
        const wanted = all.filter((_, index) => !isLeft(index));
        assert.equal(rest.toString('latin1'), bodyOf(wanted).toString('latin1'));
        if (wanted.length === 0) return;
        const files = (read: Read): Read => read.filter(([, file]) => file !== undefined);
        const expected = wanted.map(({ name, file, content }) => [name, file, content.toString('latin1')]);
        for (const read of [await readByUndici(rest), await readByBusboy(rest)]) {
          assert.equal(read.length, wanted.length);
          assert.deepEqual(
            files(read),
            expected.filter(([, file]) => file !== undefined),
          );
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('each file is looked into by itself', async () => {
  const body = bodyOf([
    { name: 'a', file: 'x.txt', content: Buffer.from('one') },
    { name: 'b', file: undefined, content: Buffer.from('words') },
    { name: 'a', file: 'y.txt', content: Buffer.from('') },
    { name: 'a', file: 'z.txt', content: Buffer.from('one') },
  ]);
  const held = await desk.partsOf(inPieces(body, 10), TYPE);
  const { found, body: again } = await desk.lookAtFiles(held.body, held.parts!, needs);
  const [one, , empty, other] = held.parts!.map((part) => found.get(part)?.sha256);
  assert.equal(one, other);
  assert.notEqual(one, empty);
  assert.equal((await buffer(again)).toString(), body.toString());
});
