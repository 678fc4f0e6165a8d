import { Readable } from 'node:stream';
import type { Findings } from '../../model/content.ts';
import { brokenOff } from './decoded-sight.ts';
import type { FramedSight } from './framed-sight.ts';

/** A body that goes on while somebody looks at it. */
export interface Watched {
  readonly body: Readable;
  /** What was in what has gone by. Looking is over then, whether the body is or not. Undefined where nobody could look. */
  readonly findings: () => Promise<Findings | undefined>;
}

/**
 * Nothing goes on that was not looked at before, so that whoever breaks a file off before its end is told of what came until then.
 * Whatever looking does, the body comes.
 */
export function watchedBody(source: Readable, sight: FramedSight, failed: (error: unknown) => void): Watched {
  let last: Promise<unknown> = Promise.resolve();
  let isWhole = false;
  let isBlind = false;
  let finished: Promise<Findings | undefined> | undefined;

  async function look<Seen>(step: () => Promise<Seen>): Promise<Seen | undefined> {
    if (isBlind) return undefined;
    try {
      return await step();
    } catch (error) {
      isBlind = true;
      sight.abort();
      failed(error);
      return undefined;
    }
  }
  async function finish(): Promise<Findings | undefined> {
    await last;
    const findings = await look(() => sight.end());
    return isWhole || findings === undefined ? findings : brokenOff(findings);
  }
  const findings = (): Promise<Findings | undefined> => (finished ??= finish());

  async function* going(): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      if (finished === undefined) await (last = look(() => sight.see(chunk)));
      yield chunk;
    }
    isWhole = finished === undefined;
    await findings();
  }
  const body = Readable.from(going(), { objectMode: false, highWaterMark: 64 * 1024 });
  body.once('close', () => {
    source.destroy();
    void findings();
  });
  return { body, findings };
}
