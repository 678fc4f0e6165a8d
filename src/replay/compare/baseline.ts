import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { HarFault } from '../har/har-fault.ts';
import { scanElements } from '../har/scan-elements.ts';
import type { Observation } from './observation.ts';

/** Observations of an earlier run. */
export interface Baseline {
  /** The observation with this key, once. */
  take(key: string): Observation | undefined;
  /** Keys nobody took. */
  left(): readonly string[];
}

const ELEMENTS = ['observations'];

/** Reads what `createBaselineWriter` wrote. Throws HarFault. */
export async function readBaseline(file: string): Promise<Baseline> {
  const held = new Map<string, string>();
  for await (const { index, bytes } of scanElements(file, ELEMENTS)) {
    const text = bytes.toString('utf8');
    const { key, seen } = parsed(text) ?? {};
    if (typeof key !== 'string' || typeof seen !== 'object')
      throw new HarFault(file, `observations[${index}]`, 'is no observation that --write-baseline wrote');
    held.set(key, text);
  }
  return {
    take(key) {
      const text = held.get(key);
      held.delete(key);
      return text === undefined ? undefined : parsed(text);
    },
    left: () => [...held.keys()],
  };
}

function parsed(text: string): Observation | undefined {
  try {
    return JSON.parse(text) as Observation;
  } catch {
    return undefined;
  }
}

/** Writes observations as they come, one a line, so that versions of the file can be compared by eye. */
export function createBaselineWriter(file: string): {
  add(observation: Observation): Promise<void>;
  end(): Promise<void>;
} {
  const out = createWriteStream(file);
  const failed = new Promise<never>((_resolve, reject) => out.once('error', reject));
  failed.catch(() => {});
  let first = true;
  out.write('{"sallyport":"baseline 1","observations":[');
  return {
    async add(observation) {
      const text = `${first ? '\n' : ',\n'}${JSON.stringify(observation)}`;
      first = false;
      if (!out.write(text)) await Promise.race([once(out, 'drain'), failed]);
    },
    async end() {
      out.end('\n]}\n');
      await Promise.race([once(out, 'close'), failed]);
    },
  };
}
