import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the app has made of uploads, by the path of each, and how often it was asked to. */
export interface UploadApps {
  readonly files: ReadonlyMap<string, Buffer>;
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers to the next parts. */
  refuseNext(status: number): void;
}

type Answer = readonly [status: number, headers?: Record<string, string>, body?: string];

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly field: (name: string) => string;
  readonly body: Buffer;
}

/**
 * Apps that take files in pieces, by what is written of their interfaces: S3 under /s3, Azure Storage under /azure, Nextcloud under
 * /cloud, Microsoft Graph under /graph, Firebase under /fire, tus under /tus, Dropbox under
 * /dropbox. `host` is where upload sessions of Graph are.
 */
export function createUploadApps(host: () => string): UploadApps {
  const files = new Map<string, Buffer>();
  const parts = new Map<string, Map<string, Buffer>>();
  const growing = new Map<string, { has: Buffer; readonly length: number }>();
  let count = 0;
  let refused = 0;
  const partsOf = (upload: string): Map<string, Buffer> => {
    const known = parts.get(upload) ?? new Map<string, Buffer>();
    parts.set(upload, known);
    return known;
  };
  const tag = (body: Buffer): string => createHash('md5').update(body).digest('hex');

  /** An object as it came, or what stood between the lines of its chunks. */
  function objectOf({ field, body }: Asked): Buffer {
    if (!field('x-amz-content-sha256').startsWith('STREAMING-')) return body;
    const chunks: Buffer[] = [];
    for (let at = 0; ; ) {
      const end = body.indexOf('\r\n', at);
      const size = Number.parseInt(body.toString('latin1', at, end), 16);
      if (end < 0 || !(size > 0)) return Buffer.concat(chunks);
      chunks.push(body.subarray(end + 2, end + 2 + size));
      at = end + 4 + size;
    }
  }

  function s3(asked: Asked): Answer {
    const { method, path, query, body } = asked;
    const upload = query.get('uploadId') ?? '';
    if (method === 'POST' && query.has('uploads')) {
      const id = `id.${++count}`;
      parts.set(id, new Map());
      const answer = `<?xml version="1.0" encoding="UTF-8"?>\n<InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>b</Bucket><Key>k</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`;
      return [200, { 'content-type': 'application/xml' }, answer];
    }
    if (method === 'PUT' && upload === '') {
      files.set(path, objectOf(asked));
      return [200, { etag: `"${tag(body)}"` }];
    }
    const known = parts.get(upload);
    if (!known) return [404, {}, '<Error><Code>NoSuchUpload</Code></Error>'];
    if (method === 'PUT') {
      // What comes last counts.
      known.set(query.get('partNumber') ?? '', objectOf(asked));
      return [200, { etag: `"${tag(body)}"` }];
    }
    if (method === 'DELETE') {
      parts.delete(upload);
      return [204];
    }
    const listed = [...body.toString().matchAll(/<PartNumber>\s*(\d+)/g)].map(([, number]) => number!);
    if (!listed.every((number) => known.has(number))) return [400, {}, '<Error><Code>InvalidPart</Code></Error>'];
    files.set(path, Buffer.concat(listed.map((number) => known.get(number)!)));
    parts.delete(upload);
    return [200, { 'content-type': 'application/xml' }, '<CompleteMultipartUploadResult/>'];
  }

  function azure({ path, query, body }: Asked): Answer {
    const known = partsOf(path);
    if (query.get('comp') === 'block') {
      known.set(query.get('blockid') ?? '', body);
      return [201];
    }
    const listed = [...body.toString().matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]+)/g)].map(([, id]) => id!);
    if (!listed.every((id) => known.has(id))) return [400];
    files.set(path, Buffer.concat(listed.map((id) => known.get(id)!)));
    return [201];
  }

  function cloud({ method, path, field, body }: Asked): Answer {
    const [, folder = '', name = ''] = /^(.*\/uploads\/[^/]+\/[^/]+)(?:\/(.*))?$/.exec(decodeURIComponent(path)) ?? [];
    if (method === 'MKCOL') {
      if (parts.has(folder)) return [405];
      parts.set(folder, new Map());
      return [201];
    }
    const to = /\/uploads\/[^/]+\/[^/]+\//.test(field('destination')) ? field('destination') : undefined;
    if (to !== undefined) {
      const [, into = '', as = ''] = /(\/cloud\/.*\/uploads\/[^/]+\/[^/]+)\/(.*)$/.exec(to) ?? [];
      partsOf(into).set(as, files.get(path) ?? Buffer.alloc(0));
      return [201];
    }
    const known = parts.get(folder);
    if (!known) return [404];
    if (method === 'PROPFIND') return [207];
    if (method === 'PUT') {
      known.set(name, body);
      return [201];
    }
    if (method === 'DELETE') {
      if (name === '') parts.delete(folder);
      else known.delete(name);
      return [204];
    }
    const inOrder = [...known].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, part]) => part);
    files.set(field('destination'), Buffer.concat(inOrder));
    parts.delete(folder);
    return [201];
  }

  function graph({ method, path, field, body }: Asked): Answer {
    if (path.endsWith('/createUploadSession')) {
      const uploadUrl = `${host()}/graph/up/${++count}?tempauth=a%2fb`;
      return [200, { 'content-type': 'application/json' }, JSON.stringify({ '@odata.context': 'x', uploadUrl })];
    }
    const [, start = '0', total = '0'] = /^bytes (\d+)-\d+\/(\d+)$/.exec(field('content-range')) ?? [];
    const had = files.get(path) ?? Buffer.alloc(0);
    if (method !== 'PUT' || Number(start) !== had.length) return [416];
    const has = Buffer.concat([had, body]);
    files.set(path, has);
    if (has.length >= Number(total)) return [201, { 'content-type': 'application/json' }, '{"id":"1"}'];
    return [202, { 'content-type': 'application/json' }, JSON.stringify({ nextExpectedRanges: [`${has.length}-`] })];
  }

  function fire({ path, field, body }: Asked): Answer {
    const command = field('x-goog-upload-command');
    if (command === 'start')
      return [
        200,
        { 'x-goog-upload-url': `/fire/up/${++count}?upload_protocol=resumable`, 'x-goog-upload-status': 'active' },
      ];
    const had = files.get(path) ?? Buffer.alloc(0);
    if (Number(field('x-goog-upload-offset')) !== had.length) return [400];
    files.set(path, Buffer.concat([had, body]));
    return [200, { 'x-goog-upload-status': command.includes('finalize') ? 'final' : 'active' }];
  }

  function tus({ method, path, field, body }: Asked): Answer {
    if (method === 'POST') {
      const name = /filename (\S+)/.exec(field('upload-metadata'))?.[1] ?? '';
      const location = `/tus/${++count}/${Buffer.from(name, 'base64').toString()}`;
      growing.set(location, { has: body, length: Number(field('upload-length')) });
      return [201, { location, 'tus-resumable': '1.0.0' }];
    }
    const upload = growing.get(path);
    if (!upload) return [404];
    if (Number(field('upload-offset')) !== upload.has.length) return [409];
    upload.has = Buffer.concat([upload.has, body]);
    if (upload.has.length === upload.length) files.set(path, upload.has);
    return [204, { 'upload-offset': `${upload.has.length}`, 'tus-resumable': '1.0.0' }];
  }

  function dropbox({ path, field, body }: Asked): Answer {
    const { cursor, commit } = JSON.parse(field('dropbox-api-arg')) as {
      cursor?: { session_id: string; offset: number };
      commit?: { path: string };
    };
    const json = { 'content-type': 'application/json' };
    if (path.endsWith('/start')) {
      const id = `pid_upload_session:${++count}`;
      growing.set(id, { has: body, length: 0 });
      return [200, json, JSON.stringify({ session_id: id })];
    }
    const upload = growing.get(cursor?.session_id ?? '');
    if (upload?.has.length !== cursor?.offset) return [409, json, '{"error_summary":"incorrect_offset/"}'];
    upload!.has = Buffer.concat([upload!.has, body]);
    if (commit) files.set(`/dropbox${commit.path}`, upload!.has);
    return [200, json, commit ? '{"name":"x"}' : 'null'];
  }

  const apps: Readonly<Record<string, (asked: Asked) => Answer>> = { s3, azure, cloud, graph, fire, tus, dropbox };

  return {
    files,
    refuseNext(status) {
      refused = status;
    },
    handle(request, response) {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://app');
        const app = apps[pathname.split('/')[1] ?? ''];
        const [status, headers = {}, body = ''] = refused
          ? [refused]
          : (app?.({
              method: request.method ?? '',
              path: pathname,
              query: searchParams,
              field: (name) => String(request.headers[name] ?? ''),
              body: Buffer.concat(pieces),
            }) ?? [404]);
        refused = 0;
        response.writeHead(status, headers).end(body);
      });
    },
  };
}
