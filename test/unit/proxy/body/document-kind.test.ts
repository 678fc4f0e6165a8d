import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentKind } from '../../../../src/proxy/body/document-kind.ts';

const cases: readonly (readonly [
  destination: string | undefined,
  type: string | undefined,
  kind: string | undefined,
])[] = [
  ['document', 'text/html; charset=gbk', 'html'],
  ['document', 'text/xml', 'xml'],
  ['iframe', 'application/atom+xml', 'xml'],
  ['document', 'image/svg+xml;charset=utf-8', 'xml'],
  ['document', 'application/dash+xml', undefined],
  ['document', 'application/json', undefined],
  ['empty', 'text/html', undefined],
  ['empty', 'application/x-mpegurl', undefined],
  ['video', 'application/vnd.apple.mpegurl', 'hls'],
  ['audio', 'audio/x-mpegurl', 'hls'],
  ['video', 'video/mp4', undefined],
  ['manifest', 'application/json', 'manifest'],
  ['manifest', undefined, 'manifest'],
  ['manifest', 'text/html', undefined],
  ['speculationrules', 'application/speculationrules+json', 'speculation-rules'],
  ['speculationrules', 'application/json', undefined],
  ['empty', 'application/speculationrules+json', undefined],
  ['xslt', 'text/xsl', 'xslt'],
  ['script', 'text/plain', 'script'],
  ['worker', 'application/json; charset=utf-8', undefined],
  ['audioworklet', 'application/ld+json', undefined],
  ['worker', 'text/plain', 'worker'],
  [undefined, 'application/dash+xml', 'dash'],
  [undefined, 'application/manifest+json', 'manifest'],
  [undefined, 'application/json', undefined],
];
for (const [destination, type, kind] of cases)
  test(`${type} asked as ${destination} is ${kind}`, () =>
    assert.equal(documentKind(destination ? [['sec-fetch-dest', destination]] : [], type), kind));
