import type { Readable } from 'node:stream';

/** Bytes above which no file is read whole: scripts and style sheets pass untouched then, counted and logged. */
export const WHOLE_LIMIT = 24 * 1024 * 1024;

export interface DocumentBody {
  /** Whether the bytes differ from the upstream's, so that its length, digests and validators no longer hold. */
  readonly changes: boolean;
  readonly body: Readable;
  /** Whether the bytes are the asked variant of the body, for this user alone. */
  readonly isVariant?: boolean;
  /** Whether a page of another origin may get other bytes. */
  readonly variesBySite?: boolean;
  /** What digests in the policy of a page become, by text that is changed in it: `sha256-…`. */
  readonly digests?: ReadonlyMap<string, string>;
  /** Set when the header must say it: the charset that the body is in now. */
  readonly charset?: string;
  /** Set when it is of another type now. */
  readonly type?: string;
}

export interface DocumentInput {
  readonly source: Readable;
  /** Content codings to take off and put on again. */
  readonly codings: readonly string[];
  readonly contentType: string | undefined;
  readonly nonce: string;
  readonly fetchFile: FetchFile;
  /** Names what the grants in a style sheet depend on; undefined for what cannot hold any. */
  readonly variant: string | undefined;
}

/** A body as it came, and the content codings on it. */
export interface CodedFile {
  readonly bytes: Buffer;
  readonly codings: readonly string[];
  readonly contentType: string | undefined;
}

/** A script or style sheet of the page's app by its URL there; undefined when it cannot be had. May reject. */
export type FetchFile = (url: string, loads: 'script' | 'style') => Promise<CodedFile | undefined>;
