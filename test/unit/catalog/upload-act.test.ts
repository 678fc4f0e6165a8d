import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uploadRequest } from '../../../src/catalog/uploads/upload-act.ts';
import type { HeaderList } from '../../../src/model/headers.ts';

const seen = (method: string, path: string, headers: HeaderList = []): string | undefined => {
  const found = uploadRequest({ method, url: `https://app.test${path}`, headers });
  return found && `${found.protocol.id} ${found.act.kind} ${found.upload ?? 'any'}`;
};

describe('what a request does with an upload in pieces', () => {
  const TUS = [['tus-resumable', '1.0.0']] as const;
  const DAV = '/remote.php/dav/uploads/a/1';
  for (const [method, path, headers, expected] of [
    ['POST', '/files', [...TUS, ['upload-length', '5']], 'tus make at https://app.test/files'],
    ['POST', '/files', [...TUS, ['upload-defer-length', '1']], 'tus make at https://app.test/files'],
    ['POST', '/files', [...TUS, ['upload-length', '5'], ['upload-length', '6']], undefined],
    [
      'POST',
      '/files',
      [...TUS, ['upload-length', '5'], ['upload-concat', 'partial']],
      'tus make at https://app.test/files',
    ],
    ['POST', '/files', [...TUS, ['upload-concat', 'final;/files/a /files/b']], 'tus finish at https://app.test/files'],
    ['POST', '/files', [...TUS, ['upload-concat', 'partially']], undefined],
    ['PATCH', '/files/1', [...TUS, ['upload-offset', '0']], 'tus piece at https://app.test/files/1'],
    ['PATCH', '/files/1', [['upload-offset', '0']], undefined],
    ['PUT', '/f', [['content-range', 'bytes 0-4/*']], 'google piece at https://app.test/f'],
    ['put', '/f?partNumber=1&uploadId=a', [], 's3 part s3 https://app.test /f a'],
    ['PUT', '/f', [['content-range', 'bytes 5-4/9']], undefined],
    ['PUT', '/f', [['content-range', 'bytes 0-9/9']], undefined],
    [
      'PUT',
      '/f',
      [
        ['content-range', 'bytes 0-4/9'],
        ['upload-offset', '0'],
      ],
      undefined,
    ],
    ['POST', '/d/createUploadSession', [], 'graph make at https://app.test/d/createUploadSession'],
    ['POST', '/b/k?uploads', [], 's3 make s3 https://app.test /b/k '],
    ['POST', '/b/k?uploads=', [], 's3 make s3 https://app.test /b/k '],
    ['PUT', '/b/k?partNumber=2&uploadId=x%2By', [], 's3 part s3 https://app.test /b/k x+y'],
    ['PUT', '/b/%6b?part%4eumber=2&UPLOADID=x', [], 's3 part s3 https://app.test /b/k x'],
    ['PUT', '/b/k?partNumber=2&partNumber=3&uploadId=x', [], 's3 other s3 https://app.test /b/k x'],
    ['PUT', '/b/%256b?partNumber=2&uploadId=x', [], 's3 part any'],
    ['GET', '/b/k?uploadId=x', [], undefined],
    ['DELETE', '/b/k?uploadId=x', [], 's3 abort s3 https://app.test /b/k x'],
    ['PUT', '/c/b?comp=block&blockid=AA%3D%3D', [], 'azure part azure https://app.test /c/b '],
    ['PUT', '/c/b?comp=blocklist', [], 'azure finish azure https://app.test /c/b '],
    ['MKCOL', DAV, [], `dav-folder make dav-folder https://app.test ${DAV}`],
    ['MKCOL', `${DAV}/`, [], `dav-folder make dav-folder https://app.test ${DAV}`],
    ['PUT', `${DAV}/00001`, [], `dav-folder part dav-folder https://app.test ${DAV}`],
    ['PUT', `${DAV}/x`, [], `dav-folder other dav-folder https://app.test ${DAV}`],
    ['MOVE', `${DAV}/.file`, [], `dav-folder finish dav-folder https://app.test ${DAV}`],
    [
      'COPY',
      '/f',
      [['destination', `https://app.test${DAV}/2`]],
      `dav-folder other dav-folder https://app.test ${DAV}`,
    ],
    ['COPY', '/f', [['destination', '/f/a%20b']], undefined],
    ['POST', '/', [], undefined],
  ] as const)
    test(`${method} ${path} ${headers.map((each) => each.join(': ')).join(', ')}`, () => {
      assert.equal(seen(method, path, headers), expected);
    });
});
