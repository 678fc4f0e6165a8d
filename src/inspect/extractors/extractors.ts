import type { Extractor } from './extractor.ts';
import { plainText } from './plain-text.ts';

/** The first that fits a type reads it. */
export const EXTRACTORS: readonly Extractor[] = [plainText];
