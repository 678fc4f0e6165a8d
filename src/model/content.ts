/** Kinds of detectors that a policy may name. The last four need more than the kind. */
export const DETECTOR_KINDS = [
  'payment-card',
  'iban',
  'email-address',
  'phone-number',
  'secrets',
  'passwords',
  'birth-date',
  'nhs-number',
  'npi',
  'medicare-id',
  'us-ssn',
  'us-ssn-plain',
  'de-tax-id',
  'fr-nir',
  'es-dni',
  'it-codice-fiscale',
  'uk-nino',
  'nl-bsn',
  'be-national-number',
  'pl-pesel',
  'se-personnummer',
  'br-cpf',
  'in-aadhaar',
  'ca-sin',
  'au-tfn',
  'keywords',
  'expression',
  'exact-list',
  'fingerprints',
] as const;
export type DetectorKind = (typeof DETECTOR_KINDS)[number];

/**
 * What became of one part of a document. Everything but `scanned` means that text may be in it which nobody has seen;
 * policy has a rule of its own for that. From the mildest to the gravest.
 */
export const SCAN_STATUSES = [
  'scanned',
  'unsupported',
  'corrupted',
  'encrypted',
  'too-deep',
  'too-large',
  'timed-out',
  'not-kept',
] as const;
export type ScanStatus = (typeof SCAN_STATUSES)[number];

/** What a policy may let pass although nobody could look. `scanner-away`: a malware scanner cannot be reached; `not-kept`: there is no room to hold a file. */
export const PASSABLE = [...SCAN_STATUSES, 'scanner-away'] as const;
export type Passable = (typeof PASSABLE)[number];

/** What one detector found in the whole document, everything inside it included. */
export interface Match {
  readonly detector: string;
  /** Occurrences that count; distinct values only where the detector is set so. */
  readonly count: number;
  /** Whether `count` reaches the detector's threshold. */
  readonly reached: boolean;
  /** The first few occurrences, masked: digits `#`, letters `X`. */
  readonly samples: readonly string[];
}

/** A sensitivity label as written in the document. `id` and `siteId` are GUIDs in lower case; the name is decoration that anybody can write. */
export interface Label {
  readonly source: 'label-info' | 'custom-properties' | 'pdf';
  readonly id: string;
  readonly siteId: string | undefined;
  readonly name: string | undefined;
  /** `Standard` (by default or automatically) or `Privileged` (by hand), as written. */
  readonly method: string | undefined;
  readonly enabled: boolean;
}

/** A part that was not, or not wholly, read. `path` leads through archives: `a.zip/b.docx`. */
export interface Unscanned {
  readonly path: string;
  readonly status: Exclude<ScanStatus, 'scanned'>;
  readonly why: string;
}

export type MalwareVerdict =
  | { readonly verdict: 'clean' }
  | { readonly verdict: 'infected'; readonly name: string }
  /**
   * Nobody could tell: the scanner is away, slow, or gave up. It is never taken for clean. The cause is there where it has nothing to do
   * with the file and with how it was sent.
   */
  | { readonly verdict: 'unknown'; readonly why: string; readonly cause?: 'scanner-away' | 'not-kept' };

/** What inspection found in a document. */
export interface Findings {
  /** The media type the bytes show, the declared one where they show none; of a body in parts, those of its parts. */
  readonly types: readonly string[];
  /** Whether bytes, declared type and file name contradict each other, in one of these. */
  readonly disguised: boolean;
  /** The gravest status of all parts. */
  readonly status: ScanStatus;
  /** Some 20 of the parts that were not read; of each status at least one. */
  readonly unscanned: readonly Unscanned[];
  /** Detectors that looked for something; one that is not here was never asked. */
  readonly sought: readonly string[];
  /** Of those that found anything. */
  readonly matches: readonly Match[];
  readonly labels: readonly Label[];
  readonly malware: MalwareVerdict | undefined;
  /** SHA-256 of the whole document, hex. */
  readonly sha256: string;
  readonly bytes: number;
}
