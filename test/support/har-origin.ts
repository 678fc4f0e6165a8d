import { readFileSync } from 'node:fs';
import type { Handler } from './origin.ts';

interface HarEntry {
  readonly request: { readonly method: string; readonly url: string };
  readonly response: {
    readonly status: number;
    readonly headers: readonly { readonly name: string; readonly value: string }[];
    readonly content: { readonly text?: string; readonly encoding?: string };
  };
}

export interface Recording {
  readonly entries: readonly HarEntry[];
  /** Answers with what was recorded for the same method, host and path; 599 for anything that was not. */
  readonly handler: Handler;
}

/** Header fields that describe the recorded transfer, not the message. */
const TRANSFER = /^(content-encoding|content-length|transfer-encoding|connection|keep-alive|date)$/i;

/** Recorded traffic (HAR 1.2) as an upstream. */
export function readRecording(file: string): Recording {
  const { log } = JSON.parse(readFileSync(file, 'utf8')) as { log: { version: string; entries: HarEntry[] } };
  if (log.version !== '1.2') throw new Error(`${file} is HAR ${log.version}, not 1.2`);
  const answers = new Map<string, HarEntry['response']>();
  for (const { request, response } of log.entries) answers.set(`${request.method} ${request.url}`, response);
  return {
    entries: log.entries,
    handler: (request, response) => {
      const recorded = answers.get(`${request.method} https://${request.headers.host}${request.url}`);
      if (!recorded) {
        response.writeHead(599).end();
        return;
      }
      const body = Buffer.from(recorded.content.text ?? '', recorded.content.encoding === 'base64' ? 'base64' : 'utf8');
      response.writeHead(
        recorded.status,
        recorded.headers.filter(({ name }) => !TRANSFER.test(name)).flatMap(({ name, value }) => [name, value]),
      );
      response.end(body);
    },
  };
}
