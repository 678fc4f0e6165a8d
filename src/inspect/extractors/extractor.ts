import type { CarriedFiles } from '../../model/carried-files.ts';
import type { Label, ScanStatus } from '../../model/content.ts';
import type { ByteReader } from '../bytes/byte-reader.ts';
import type { Budget } from '../limits.ts';
import type { TextScan } from '../text/text-scan.ts';

/** One document in front of its extractor. */
export interface OpenDocument {
  readonly reader: ByteReader;
  /** By its bytes, else as declared. */
  readonly type: string;
  /** As declared, with its parameters. */
  readonly declaredType: string | undefined;
  readonly charset: string | undefined;
  readonly path: string;
  /** Where it holds files as text, when it is a body that is known to. */
  readonly carried?: readonly CarriedFiles[] | undefined;
  readonly budget: Budget;
  /** What a reader sees, in its order; what stands beside it: names, attributes, properties. */
  readonly text: TextScan;
  readonly aside: TextScan;
  /** Inspects a document inside this one. Reads its bytes to the end, whatever happens. */
  nested(inner: NestedDocument): Promise<void>;
  label(label: Label): void;
  /** Notes that a part cannot be read, and goes on. */
  unscanned(status: Exclude<ScanStatus, 'scanned'>, why: string): void;
}

export interface NestedDocument {
  readonly name: string;
  readonly declaredType?: string | undefined;
  /** Whether it is a file in a body of parts: what the body brings, where others are its fields. */
  readonly isFile?: boolean;
  /**
   * Whether it is another reading of what is a document already, which may come while that one is still read. Of one that is no file
   * counts what is found in it, not that it makes no sense.
   */
  readonly isBeside?: boolean;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Brings the text of one kind of document to light. It may throw an Unscannable, and is total beyond that: whatever else it throws on
 * hostile bytes counts as a corrupted document. It holds no more than pieces of the document, except where Limits.wholeBytes says so.
 */
export interface Extractor {
  readonly name: string;
  fits(type: string): boolean;
  extract(document: OpenDocument): Promise<void>;
}
