import { readFileSync } from 'node:fs';
import { readEntry } from '../../src/replay/har/read-entry.ts';
import type { RecordedExchange } from '../../src/replay/har/recorded-exchange.ts';
import type { Handler } from './origin.ts';

export interface Recording {
  readonly exchanges: readonly RecordedExchange[];
  /** Answers with what was recorded for the same method, host and path; 599 for anything that was not. */
  readonly handler: Handler;
}

/** Recorded traffic (HAR 1.2) as an upstream on a real socket. */
export function readRecording(file: string): Recording {
  const { log } = JSON.parse(readFileSync(file, 'utf8')) as { log: { entries: readonly unknown[] } };
  const exchanges = log.entries.flatMap((entry, index) => {
    const read = readEntry(Buffer.from(JSON.stringify(entry)), { file, index });
    return 'skipped' in read ? [] : [read];
  });
  const answers = new Map(
    exchanges.map(({ method, origin, target, answer }) => [`${method} ${origin}${target}`, answer]),
  );
  return {
    exchanges,
    handler: (request, response) => {
      const recorded = answers.get(`${request.method} https://${request.headers.host}${request.url}`);
      if (!recorded) {
        response.writeHead(599).end();
        return;
      }
      response.writeHead(
        recorded.status,
        recorded.headers.filter(([name]) => !/^(content-length|date)$/.test(name)).flat(),
      );
      response.end(recorded.body);
    },
  };
}
