import { archive } from './archive.ts';
import type { Extractor } from './extractor.ts';
import { gzip } from './gzip.ts';
import { markup } from './markup.ts';
import { mime } from './mime.ts';
import { opaque } from './opaque.ts';
import { pdf } from './pdf.ts';
import { plainText } from './plain-text.ts';
import { tar } from './tar.ts';
import { zip } from './zip.ts';
import { zstd } from './zstd.ts';

/** The first that fits a type reads it. */
export const EXTRACTORS: readonly Extractor[] = [mime, zip, gzip, zstd, tar, archive, pdf, markup, plainText, opaque];
