import { Readable } from 'node:stream';
import type { AppAnswer, SpeakToApp } from '../../identity/broker/logout/speak-to-app.ts';
import { Failure } from '../../model/failure.ts';
import { type HeaderList, headerValue, headerValues } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import type { JarShelf } from '../cookies/jar-shelf.ts';
import type { UpstreamClient } from './upstream-client.ts';

/** Octets of an answer that are read. */
const READ = 256 * 1024;

/** Every cookie of the address, since nothing that is said here was written by somebody else. */
const SITE = { sends: 'strict', stores: true, top: undefined } as const;

/**
 * Speaks to apps in the place of a browser, with its cookies of the app, which are all in the jar. The address and certificate rules
 * of the app hold as for any request.
 */
export function createSpeakForBrowser(jars: Pick<JarShelf, 'jarOf'>, client: UpstreamClient): SpeakToApp {
  return async (open, app, { url, fields }, signal) => {
    const { origin, pathname, search } = new URL(url);
    const host = app.hosts.find((each) => serializeOrigin(each.origin) === origin);
    if (!host) throw new Failure('bad-request', `${origin} is no host of ${app.id}`);
    const jar = open && (await jars.jarOf(open, app.id));
    const cookie = jar?.cookieHeader(url, SITE);
    const form = fields && Buffer.from(new URLSearchParams(fields).toString());
    const headers: HeaderList = [
      ['host', new URL(url).host],
      ['accept', 'text/html'],
      ['accept-encoding', 'identity'],
      ...(cookie === undefined ? [] : [['cookie', cookie] as const]),
      ...(form
        ? ([
            ['content-type', 'application/x-www-form-urlencoded'],
            ['content-length', String(form.length)],
          ] as const)
        : []),
    ];
    const answer = await client.send(app, host, {
      method: form ? 'POST' : 'GET',
      target: pathname + search,
      headers,
      body: form && Readable.from([form]),
      signal,
      onInformation: () => {},
      ...(open ? { session: open.session } : {}),
    });
    jar?.storeFromResponse(headerValues(answer.headers, 'set-cookie'), url, SITE);
    const location = headerValue(answer.headers, 'location');
    const led = answer.status >= 300 && answer.status < 400 ? location : undefined;
    return {
      status: answer.status,
      location: led === undefined ? undefined : URL.parse(led, url)?.href,
      body: await beginningOf(answer.body),
    } satisfies AppAnswer;
  };
}

async function beginningOf(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    pieces.push(piece);
    size += piece.length;
    if (size >= READ) break;
  }
  return Buffer.concat(pieces).toString('latin1');
}
