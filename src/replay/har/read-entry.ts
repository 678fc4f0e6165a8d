import type { HeaderList } from '../../model/headers.ts';
import { HarFault } from './har-fault.ts';
import type { Place, RecordedExchange, Skipped } from './recorded-exchange.ts';

type Json = Readonly<Record<string, unknown>>;

/** Fields that describe the recorded transfer: a HAR holds the decoded body (HAR 1.2, `content`). */
const TRANSFER: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'proxy-connection',
  'trailer',
  'upgrade',
]);
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;

/**
 * Reads an entry of a HAR 1.2 file as browsers and proxies write them: parts that are left out are empty. Throws HarFault with the
 * path of what cannot be read.
 */
export function readEntry(
  bytes: Buffer,
  place: Place,
): RecordedExchange | { readonly skipped: Skipped; readonly url: string } {
  const at = `log.entries[${place.index}]`;
  const fault = (path: string, message: string): HarFault => new HarFault(place.file, `${at}${path}`, message);
  const entry = object(parsed(bytes, fault), '', fault);
  const request = object(entry['request'], '.request', fault);
  const url = text(request['url'], '.request.url', fault);
  if (!/^https?:/i.test(url)) return { skipped: 'not-web', url };
  const whole = URL.parse(url);
  if (!whole) throw fault('.request.url', 'is no URL');
  const response = entry['response'] === undefined ? {} : object(entry['response'], '.response', fault);
  const status = Number(response['status'] ?? 0);
  if (!Number.isInteger(status) || status > 999 || status < 0) throw fault('.response.status', 'is no status');
  if (status === 101) return { skipped: 'upgraded', url };
  if (status < 200) return { skipped: 'no-answer', url };
  const content = response['content'] === undefined ? {} : object(response['content'], '.response.content', fault);
  const body = bodyOf(content, '.response.content', fault);
  const size = Number(content['size'] ?? -1);
  const started = Date.parse(String(entry['startedDateTime'] ?? ''));
  const method = text(request['method'] ?? 'GET', '.request.method', fault).toUpperCase();
  if (!TOKEN.test(method.toLowerCase())) throw fault('.request.method', 'is no method');
  return {
    place,
    at: Number.isNaN(started) ? undefined : started,
    method,
    origin: whole.origin,
    target: targetOf(url),
    headers: headerList(request['headers'], '.request.headers', fault).filter(([name]) => !TRANSFER.has(name)),
    body: sentBody(request['postData'], fault),
    loads: typeof entry['_resourceType'] === 'string' ? entry['_resourceType'] : undefined,
    answer: {
      status,
      headers: [
        ...typed(headerList(response['headers'], '.response.headers', fault), content).filter(
          ([name]) => !TRANSFER.has(name),
        ),
        // What was cut keeps the size it had, so that policies about sizes see it.
        ...(status === 204 || status === 304 ? [] : [['content-length', String(Math.max(body.length, size))] as const]),
      ],
      body,
    },
  };
}

type Fault = (path: string, message: string) => HarFault;

function parsed(bytes: Buffer, fault: Fault): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw fault('', `is no JSON: ${(error as Error).message}`);
  }
}

function object(value: unknown, path: string, fault: Fault): Json {
  if (value === undefined) throw fault(path, 'is missing');
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw fault(path, 'is no object');
  return value as Json;
}

function text(value: unknown, path: string, fault: Fault): string {
  if (typeof value !== 'string') throw fault(path, value === undefined ? 'is missing' : 'is no text');
  return value;
}

/** Names in lower case, HTTP/2's pseudo fields left out; browsers put several Set-Cookie fields into one, by lines. */
function headerList(value: unknown, path: string, fault: Fault): HeaderList {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw fault(path, 'is no list');
  return value.flatMap((each, index): HeaderList => {
    const field = object(each, `${path}[${index}]`, fault);
    const name = text(field['name'], `${path}[${index}].name`, fault).toLowerCase();
    if (name.startsWith(':')) return [];
    if (!TOKEN.test(name)) throw fault(`${path}[${index}].name`, 'is no name of a header field');
    const values = text(field['value'] ?? '', `${path}[${index}].value`, fault).split(/\r?\n/);
    return values.map((line) => [name, line.trim()] as const);
  });
}

/** What came from the browser's own cache may have no header fields; its type is known all the same. */
function typed(headers: HeaderList, { mimeType }: Json): HeaderList {
  if (typeof mimeType !== 'string' || !/^[\w.+-]+\/[\w.+-]+/.test(mimeType)) return headers;
  if (headers.some(([name]) => name === 'content-type')) return headers;
  return [...headers, ['content-type', mimeType.replace(/[^\x20-\x7e]/g, '')]];
}

function bodyOf(content: Json, path: string, fault: Fault): Buffer {
  const written = content['text'];
  if (written === undefined || written === null) return Buffer.alloc(0);
  return Buffer.from(text(written, `${path}.text`, fault), content['encoding'] === 'base64' ? 'base64' : 'utf8');
}

/** A form may be there as its fields alone (HAR 1.2, `postData.params`). */
function sentBody(value: unknown, fault: Fault): Buffer | undefined {
  if (value === undefined || value === null) return undefined;
  const data = object(value, '.request.postData', fault);
  if (typeof data['text'] === 'string' && data['text'] !== '') return bodyOf(data, '.request.postData', fault);
  const params = data['params'];
  if (!Array.isArray(params) || params.length === 0) return undefined;
  const fields = params.map((each, index): Field => {
    const path = `.request.postData.params[${index}]`;
    const param = object(each, path, fault);
    const fileName = param['fileName'];
    return {
      name: text(param['name'], `${path}.name`, fault),
      value: String(param['value'] ?? ''),
      ...(typeof fileName === 'string' ? { fileName, type: String(param['contentType'] ?? '') } : {}),
    };
  });
  const type = String(data['mimeType'] ?? '');
  return /^multipart\/form-data\b/i.test(type) ? multipart(fields, type) : urlEncoded(fields);
}

interface Field {
  readonly name: string;
  readonly value: string;
  readonly fileName?: string;
  readonly type?: string;
}

function urlEncoded(fields: readonly Field[]): Buffer {
  return Buffer.from(new URLSearchParams(fields.map(({ name, value }) => [name, value])).toString());
}

/** The parts as a browser writes them (HTML, multipart/form-data encoding); undefined where nobody says what is between them. */
function multipart(fields: readonly Field[], type: string): Buffer | undefined {
  const boundary = /;\s*boundary\s*=\s*"?([^";]{1,200})/i.exec(type)?.[1]?.trim();
  if (boundary === undefined) return undefined;
  const quoted = (name: string): string =>
    `"${name.replace(/["\r\n]/g, (character) => encodeURIComponent(character))}"`;
  const parts = fields.map(({ name, value, fileName, type: own }) => {
    const file = fileName === undefined ? '' : `; filename=${quoted(fileName)}`;
    const line = own === undefined || own === '' ? '' : `\r\nContent-Type: ${own.replace(/[\r\n]/g, ' ')}`;
    return `--${boundary}\r\nContent-Disposition: form-data; name=${quoted(name)}${file}${line}\r\n\r\n${value}\r\n`;
  });
  return Buffer.from(`${parts.join('')}--${boundary}--\r\n`);
}

/** As it is written: a URL object takes dots out. */
function targetOf(url: string): string {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  return target.startsWith('/') ? target : `/${target}`;
}
