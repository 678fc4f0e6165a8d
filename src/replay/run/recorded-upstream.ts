import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Failure } from '../../model/failure.ts';
import type { HeaderList } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import type { UpstreamClient } from '../../proxy/upstream/upstream-client.ts';
import type { RecordedAnswer, RecordedExchange } from '../har/recorded-exchange.ts';

/** What the app would have been asked. */
export interface AskedOfApp {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  /** Of the body, hexadecimal; none where there was no body. */
  readonly sha256: string | undefined;
}

/** A recording in the place of the apps. */
export interface RecordedUpstream extends UpstreamClient {
  /** The exchange whose answer the next request of its method and origin gets. */
  begin(exchange: RecordedExchange): void;
  /** What was asked for that exchange; undefined when nothing was. */
  asked(): AskedOfApp | undefined;
}

/** `answerTo` answers what is asked besides: files of a page that its digests name. */
export function createRecordedUpstream(
  answerTo: (url: string) => Promise<RecordedAnswer | undefined>,
): RecordedUpstream {
  let current: RecordedExchange | undefined;
  let asked: AskedOfApp | undefined;

  return {
    begin(exchange) {
      current = exchange;
      asked = undefined;
    },
    asked: () => asked,
    async send(_app, host, { method, target, headers, body }) {
      const origin = serializeOrigin(host.origin);
      const own = current?.method === method && current.origin === origin ? current : undefined;
      if (own) {
        current = undefined;
        asked = { method, url: origin + target, headers, sha256: body && (await digestOf(body)) };
      }
      const answer = own ? own.answer : await answerTo(origin + target);
      if (!answer) throw new Failure('upstream-unreachable', `${method} ${origin}${target} is not in the recording`);
      return { status: answer.status, headers: answer.headers, body: Readable.from([answer.body]), trailers: {} };
    },
    async close() {},
  };
}

async function digestOf(body: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
