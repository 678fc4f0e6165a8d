import type { CarriedFiles } from '../model/carried-files.ts';
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
import { inspectCarried } from './extractors/carried-files.ts';
import type { OpenDocument } from './extractors/extractor.ts';
import { EXTRACTORS } from './extractors/extractors.ts';
import { SNIFF_BYTES } from './file-type.ts';
import { hashed, type SeenFile } from './hashed.ts';
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
  /** Where the document holds files as text; none without. */
  readonly carried?: readonly CarriedFiles[] | undefined;
}

type Seen = Pick<Findings, 'types' | 'disguised' | 'status' | 'unscanned' | 'labels'> & {
  /** Of the files in a body in parts, or in one that carries them as text. */
  readonly verdicts: readonly MalwareVerdict[];
  /** The files that the document carries as text. */
  readonly carried: readonly SeenFile[];
};

/** As what a document is looked at. */
interface Role {
  /** Whether it is what is let go or kept: the outermost one, or the files that it brings. */
  readonly isFile: boolean;
  /** Whether it is only another reading of one, of which nobody minds that it makes no sense. */
  readonly isQuiet?: boolean;
  /** Texts go by one after the other, but for readings of one document beside each other. */
  readonly text: TextScan;
  readonly aside: TextScan;
}

const FORM_OF_PARTS = 'multipart/form-data';

/** What is said of bytes that make no sense. */
const NO_SENSE: ReadonlySet<ScanStatus> = new Set(['unsupported', 'corrupted']);

/** Inspects a document and all documents in it, to the end of `source`, whatever they are. Never rejects. */
export async function inspectTree(
  means: Means,
  source: AsyncIterable<Uint8Array>,
  name: string,
  declared: string | undefined,
  beside = '',
): Promise<Seen> {
  const { budget } = means;
  const newScan = (): TextScan => new TextScan(means.set, means.tallies);
  const scans = { text: newScan(), aside: newScan() };
  let besides: typeof scans | undefined;
  const unscanned: Unscanned[] = [];
  const labels: Label[] = [];
  const types = new Set<string>();
  const verdicts: MalwareVerdict[] = [];
  const carried: SeenFile[] = [];
  let disguised = false;
  let status: ScanStatus = 'scanned';

  const note = (path: string, what: Exclude<ScanStatus, 'scanned'>, why: string): void => {
    if (SCAN_STATUSES.indexOf(what) > SCAN_STATUSES.indexOf(status)) status = what;
    // One of each status stays, however many there are: policies may judge them apart.
    if (unscanned.length < MAX_UNSCANNED || !unscanned.some((part) => part.status === what))
      unscanned.push({ path, status: what, why });
  };

  const inspect = async (
    bytes: AsyncIterable<Uint8Array>,
    path: string,
    declaredType: string | undefined,
    depth: number,
    role: Role,
  ): Promise<void> => {
    const { isFile, isQuiet = false, text, aside } = role;
    const reader = new ByteReader(bytes);
    const tell = (what: Exclude<ScanStatus, 'scanned'>, why: string): void => {
      if (!isQuiet || !NO_SENSE.has(what)) note(path, what, why);
    };
    const tellError = (error: unknown): void => {
      if (error instanceof Unscannable) tell(error.status, error.message);
      else tell('corrupted', error instanceof Error ? error.message : String(error));
    };
    const written = readDeclaredType(declaredType);
    try {
      let carries = depth === 0 && means.carried !== undefined;
      const judged = judgeType(await reader.peek(SNIFF_BYTES), written.type, path);
      const isWhole = (): void => {
        types.add(judged.type);
        disguised ||= judged.disguised;
      };
      if (isFile && !carries) isWhole();
      budget.enter(depth);
      aside.write(path.slice(path.lastIndexOf('/') + 1));
      aside.end();
      const document: OpenDocument = {
        reader,
        type: judged.type,
        charset: written.parameters.get('charset'),
        declaredType,
        path,
        carried: carries ? means.carried : undefined,
        budget,
        text,
        aside,
        label: (label) => void (labels.length < MAX_LABELS && labels.push(label)),
        unscanned: tell,
        nested: async (inner) => {
          const { isBeside = false } = inner;
          const beside = isBeside ? (besides ??= { text: newScan(), aside: newScan() }) : { text, aside };
          beside.text.end();
          beside.aside.end();
          const brings = carries || judged.type.startsWith('multipart/');
          const isPart = isFile && inner.isFile === true && brings;
          if (isPart && !carries) types.delete(judged.type);
          const scan = isPart || isBeside ? means.malware?.open() : undefined;
          const isOne = carries && inner.isFile === true && !isBeside;
          const seen = isOne ? hashed(inner.bytes, (each) => carried.push(each)) : inner.bytes;
          const bytes = scan ? scannedBy(scan, seen) : seen;
          const inside = { isFile: isPart, isQuiet: isQuiet || (isBeside && !isPart), ...beside };
          await inspect(bytes, `${path}/${inner.name}`, inner.declaredType, depth + 1, inside);
          if (scan) verdicts.push(await scan.end());
        },
      };
      const inParts = carries && judged.type === FORM_OF_PARTS;
      if (inParts || !carries || !(await inspectCarried(document, means.carried!))) {
        if (carries && !inParts) {
          carries = false;
          isWhole();
          tell('unsupported', 'a body of another kind than those of which it is known where they carry files');
        }
        const extractor = EXTRACTORS.find((each) => each.fits(judged.type))!;
        await extractor.extract(document);
      }
      if (carries && carried.length === 0) isWhole();
    } catch (error) {
      tellError(error);
    }
    text.end();
    aside.end();
    try {
      await reader.drain();
    } catch (error) {
      // A source that breaks while nobody wants its bytes is still a document of which not all was seen.
      tellError(error);
    }
  };

  scans.aside.write(beside);
  scans.aside.end();
  await inspect(source, name, declared, 0, { isFile: true, ...scans });
  return { types: [...types], disguised, status, unscanned, labels, verdicts, carried };
}

async function* scannedBy(scan: MalwareScan, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    await scan.write(chunk);
    yield chunk;
  }
}
