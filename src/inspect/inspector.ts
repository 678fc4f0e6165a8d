import { createHash } from 'node:crypto';
import type { CarriedFiles } from '../model/carried-files.ts';
import type { Findings } from '../model/content.ts';
import { Channel } from './bytes/channel.ts';
import type { DetectorSet } from './detectors/detector-set.ts';
import { foundBy } from './detectors/tally.ts';
import { Budget, DEFAULT_LIMITS, type Limits } from './limits.ts';
import { gravest } from './malware/all-scanners.ts';
import type { MalwareScanner } from './malware/scanner.ts';
import { inspectTree } from './tree.ts';

export interface InspectionOptions {
  /** From `compileDetectors`; one set serves any number of inspections. */
  readonly detectors: DetectorSet;
  readonly limits?: Partial<Limits>;
  /** File name and media type as the sender gives them; neither is believed where the bytes say something else. */
  readonly name?: string;
  readonly declaredType?: string;
  /** Text that belongs to the document and is not in its bytes: the query that a message was sent with. */
  readonly beside?: string;
  /** Asked about the whole document beside the inspection. */
  readonly malware?: MalwareScanner;
  /** Where the document is known to hold files as text. Of one such file the hash and the size are told, not those of what is around it. */
  readonly carried?: readonly CarriedFiles[];
  /** Milliseconds, for Limits.milliseconds. */
  readonly clock?: () => number;
}

/** One document being inspected while it goes past. */
export interface Inspection {
  /** Takes the next bytes of the document, decompressed of any content coding; resolves when more are wanted. Never rejects. The bytes must stay as they are until then. */
  write(chunk: Uint8Array): Promise<void>;
  /** The document is over. Never rejects. */
  end(): Promise<Findings>;
  /** The document will not be finished: everything is let go. */
  abort(): void;
}

/**
 * Looks into a document of any size, holding a window of it only. Whatever the bytes are, the answer is Findings:
 * what could not be read is in `status` and `unscanned`, and is for the policy to judge.
 */
export function createInspection(options: InspectionOptions): Inspection {
  const budget = new Budget({ ...DEFAULT_LIMITS, ...options.limits }, options.clock ?? (() => performance.now()));
  const channel = new Channel();
  const hash = createHash('sha256');
  const scan = options.malware?.open();
  let bytes = 0;
  const tallies = options.detectors.openTallies();
  budget.resume();
  const reading = inspectTree(
    { set: options.detectors, tallies, budget, malware: options.malware, carried: options.carried },
    channel,
    options.name ?? '',
    options.declaredType,
    options.beside,
  );

  return {
    async write(chunk) {
      if (chunk.length === 0) return;
      hash.update(chunk);
      bytes += chunk.length;
      budget.resume();
      await Promise.all([channel.push(chunk), scan?.write(chunk)]);
      budget.pause();
    },
    async end() {
      budget.resume();
      channel.close();
      const [{ verdicts, carried, ...seen }, whole] = await Promise.all([reading, scan?.end()]);
      return {
        ...seen,
        sought: options.detectors.ids,
        matches: foundBy(tallies),
        malware: whole && gravest([whole, ...verdicts]),
        ...(carried.length === 1 ? carried[0]! : { sha256: hash.digest('hex'), bytes }),
      };
    },
    abort() {
      channel.close();
      scan?.abort();
    },
  };
}
