import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HeaderList } from '../../../../src/model/headers.ts';
import { recogniseRequest } from '../../../../src/policy/recognise/recognise-request.ts';

const URL = 'https://wiki.corp.test/files/plan.pdf?v=1';

function seen(method: string, headers: HeaderList): string {
  const found = recogniseRequest({ method, url: URL, headers });
  if (found === undefined || found === 'multipart') return String(found);
  return `${found.activity} ${found.object.name ?? ''}`;
}

const type = (value: string): HeaderList[number] => ['content-type', value];

describe('an upload by its method and headers', () => {
  const cases: readonly (readonly [string, HeaderList, string])[] = [
    ['POST', [type('application/json')], 'undefined'],
    ['PUT', [type('application/json; charset=utf-8')], 'undefined'],
    ['POST', [type('text/plain;charset=UTF-8')], 'undefined'],
    ['POST', [type('application/x-www-form-urlencoded')], 'undefined'],
    ['POST', [type('application/vnd.api+json')], 'undefined'],
    ['PROPFIND', [type('application/xml')], 'undefined'],
    ['POST', [['content-length', '0']], 'undefined'],
    ['POST', [type('multipart/form-data; boundary=B')], 'multipart'],
    ['POST', [type('Multipart/Form-Data; boundary=B'), ['content-encoding', 'identity']], 'multipart'],
    // Coded, so its part headers cannot be read.
    ['POST', [type('multipart/form-data; boundary=B'), ['content-encoding', 'gzip']], 'upload plan.pdf'],
    ['POST', [type('multipart/x-unknown; boundary=B')], 'upload plan.pdf'],
    // Two types: which of them the server believes nobody can say.
    ['POST', [type('application/json'), type('multipart/form-data; boundary=B')], 'upload plan.pdf'],
    ['POST', [type('application/json, application/pdf')], 'upload plan.pdf'],
    ['POST', [type('application/jsonx')], 'upload plan.pdf'],
    // fetch(url, { body: arrayBuffer }) sends no type.
    ['POST', [], 'upload plan.pdf'],
    ['PUT', [], 'upload plan.pdf'],
    ['PUT', [type('application/octet-stream')], 'upload plan.pdf'],
    ['POST', [type('application/pdf')], 'upload plan.pdf'],
    ['POST', [type('image/svg+xml')], 'upload plan.pdf'],
    ['PUT', [type('text/plain')], 'upload plan.pdf'],
    ['put', [type('text/plain')], 'upload plan.pdf'],
    ['PATCH', [type('application/offset+octet-stream'), ['upload-offset', '0']], 'upload plan.pdf'],
    ['PATCH', [type('text/plain'), ['upload-offset', '0']], 'upload plan.pdf'],
    ['PUT', [type('application/json'), ['content-range', 'bytes 0-9/100']], 'upload plan.pdf'],
    ['UPLOAD', [type('application/zip')], 'upload plan.pdf'],
    ['DELETE', [type('application/pdf')], 'upload plan.pdf'],
    ['POST', [type('text/plain'), ['x-file-name', 'b%C3%BCro.txt']], 'upload büro.txt'],
    ['POST', [type('application/json'), ['content-disposition', 'attachment; filename="a.bin"']], 'upload a.bin'],
    ['POST', [type('application/json'), ['content-disposition', 'form-data']], 'undefined'],
    [
      'POST',
      [type('application/offset+octet-stream'), ['upload-metadata', 'is_confidential,filename d29ybGQucGRm']],
      'upload world.pdf',
    ],
    ['POST', [type('application/json'), ['x-upload-content-type', 'image/png']], 'upload plan.pdf'],
  ];
  for (const [method, headers, expected] of cases)
    test(`${method} ${headers.map(([name, value]) => `${name}: ${value}`).join(', ') || 'without headers'}`, () =>
      assert.equal(seen(method, headers), expected));
});
