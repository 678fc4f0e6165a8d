import type { ProtectedApp } from '../../model/app.ts';
import { headerValue } from '../../model/headers.ts';
import { serializeOrigin } from '../../model/host-map.ts';
import { readEntry } from '../har/read-entry.ts';
import { scanElements } from '../har/scan-elements.ts';
import { scrubExchange } from '../scrub/scrub-exchange.ts';
import type { Scrubber } from '../scrub/scrubber.ts';
import type { HarWriter } from './har-writer.ts';

/** Takes recordings over without what is anybody's. Throws HarFault. */
export async function scrubRecordings(
  files: readonly string[],
  apps: readonly ProtectedApp[],
  scrub: Scrubber,
  names: ReadonlySet<string>,
  writer: HarWriter,
): Promise<{ readonly written: number; readonly omitted: number; readonly passed: number }> {
  const origins = new Set(apps.flatMap(({ hosts }) => hosts.map(({ origin }) => serializeOrigin(origin))));
  let [written, omitted, passed] = [0, 0, 0];
  for (const file of files) {
    for await (const { index, bytes } of scanElements(file, ['log', 'entries'])) {
      const exchange = readEntry(bytes, { file, index });
      if ('skipped' in exchange || !origins.has(exchange.origin)) {
        passed++;
        continue;
      }
      const { answer } = exchange;
      // A browser that has dropped a body still says how large it was.
      const size = answer.body.length === 0 ? Number(headerValue(answer.headers, 'content-length') ?? 0) : undefined;
      const sized = size === undefined ? exchange : { ...exchange, sizes: { answered: size } };
      const entry = scrubExchange(sized, scrub, names);
      if (entry) {
        await writer.add(entry);
        written++;
      } else omitted++;
    }
  }
  return { written, omitted, passed };
}
