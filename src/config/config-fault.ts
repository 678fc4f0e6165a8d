/** One thing wrong with a file, where, and what to write instead. */
export interface ConfigFault {
  readonly file: string;
  /** `apps[2].hosts[0].url`; empty for the file as a whole. */
  readonly path: string;
  /** 1-based, where known. */
  readonly line?: number;
  readonly message: string;
  readonly fix: string;
}
