import {
  type Findings,
  type Label,
  type MalwareVerdict,
  SCAN_STATUSES,
  type ScanStatus,
  type Unscanned,
} from '../model/content.ts';
import { ByteReader } from './bytes/byte-reader.ts';
import { readDeclaredType } from './declared-type.ts';
import type { DetectorSet } from './detectors/detector-set.ts';
import type { Tally } from './detectors/tally.ts';
import type { OpenDocument } from './extractors/extractor.ts';
import { EXTRACTORS } from './extractors/extractors.ts';
import { SNIFF_BYTES } from './file-type.ts';
import { judgeType } from './judge-type.ts';
import type { Budget } from './limits.ts';
import type { MalwareScan, MalwareScanner } from './malware/scanner.ts';
import { TextScan } from './text/text-scan.ts';
import { Unscannable } from './unscannable.ts';

const MAX_UNSCANNED = 20;
const MAX_LABELS = 50;

interface Means {
  readonly set: DetectorSet;
  readonly tallies: readonly Tally[];
  readonly budget: Budget;
  /** Asked about each file that a body in parts brings: what a scanner knows of a file, it does not see in a form around it. */
  readonly malware?: MalwareScanner | undefined;
}

type Seen = Pick<Findings, 'types' | 'disguised' | 'status' | 'unscanned' | 'labels'> & {
  /** Of the files in a body in parts. */
  readonly verdicts: readonly MalwareVerdict[];
};

/** Inspects a document and all documents in it, to the end of `source`, whatever they are. Never rejects. */
export async function inspectTree(
  means: Means,
  source: AsyncIterable<Uint8Array>,
  name: string,
  declared: string | undefined,
  beside = '',
): Promise<Seen> {
  const { budget } = means;
  const text = new TextScan(means.set, means.tallies);
  const aside = new TextScan(means.set, means.tallies);
  const unscanned: Unscanned[] = [];
  const labels: Label[] = [];
  const types = new Set<string>();
  const verdicts: MalwareVerdict[] = [];
  let disguised = false;
  let status: ScanStatus = 'scanned';

  const note = (path: string, what: Exclude<ScanStatus, 'scanned'>, why: string): void => {
    if (SCAN_STATUSES.indexOf(what) > SCAN_STATUSES.indexOf(status)) status = what;
    // One of each status stays, however many there are: policies may judge them apart.
    if (unscanned.length < MAX_UNSCANNED || !unscanned.some((part) => part.status === what))
      unscanned.push({ path, status: what, why });
  };

  const noteError = (path: string, error: unknown): void => {
    if (error instanceof Unscannable) note(path, error.status, error.message);
    else note(path, 'corrupted', error instanceof Error ? error.message : String(error));
  };

  const inspect = async (
    bytes: AsyncIterable<Uint8Array>,
    path: string,
    declaredType: string | undefined,
    depth: number,
    outermost: boolean,
  ): Promise<void> => {
    const reader = new ByteReader(bytes);
    const written = readDeclaredType(declaredType);
    try {
      const judged = judgeType(await reader.peek(SNIFF_BYTES), written.type, path);
      if (outermost) {
        types.add(judged.type);
        disguised ||= judged.disguised;
      }
      budget.enter(depth);
      aside.write(path.slice(path.lastIndexOf('/') + 1));
      aside.end();
      const document: OpenDocument = {
        reader,
        type: judged.type,
        charset: written.parameters.get('charset'),
        declaredType,
        path,
        budget,
        text,
        aside,
        label: (label) => void (labels.length < MAX_LABELS && labels.push(label)),
        unscanned: (what, why) => note(path, what, why),
        nested: async (inner) => {
          text.end();
          aside.end();
          const file = outermost && inner.isFile === true && judged.type.startsWith('multipart/');
          if (file) types.delete(judged.type);
          const scan = file ? means.malware?.open() : undefined;
          const bytes = scan ? scannedBy(scan, inner.bytes) : inner.bytes;
          await inspect(bytes, `${path}/${inner.name}`, inner.declaredType, depth + 1, file);
          if (scan) verdicts.push(await scan.end());
        },
      };
      const extractor = EXTRACTORS.find((each) => each.fits(judged.type))!;
      await extractor.extract(document);
    } catch (error) {
      noteError(path, error);
    }
    text.end();
    aside.end();
    try {
      await reader.drain();
    } catch (error) {
      // A source that breaks while nobody wants its bytes is still a document of which not all was seen.
      noteError(path, error);
    }
  };

  aside.write(beside);
  aside.end();
  await inspect(source, name, declared, 0, true);
  return { types: [...types], disguised, status, unscanned, labels, verdicts };
}

async function* scannedBy(scan: MalwareScan, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    await scan.write(chunk);
    yield chunk;
  }
}
