import { z } from 'zod';
import { DETECTOR_KINDS, PASSABLE, SCAN_STATUSES } from '../model/content.ts';
import type { ContentCondition } from '../policy/content-document.ts';
import { texts } from './texts.ts';

const detector = z
  .union([
    z.enum(DETECTOR_KINDS),
    z
      .strictObject({
        kind: z.enum(DETECTOR_KINDS).describe('What to look for.'),
        name: z.string().min(1).optional().describe('What the log calls it; the kind when left out.'),
        threshold: z.int().min(1).optional().describe('How many are enough; 1 when left out.'),
        distinct: z.boolean().optional().describe('Count each value once.'),
        near: z
          .strictObject({
            words: z
              .array(z.string().min(1))
              .describe('Words; an empty list asks for none, also where the kind has its own.'),
            within: z.int().min(0).max(1000).optional().describe('Characters; 300 when left out.'),
          })
          .optional()
          .describe('Count only what has one of these words near.'),
        exclude: z
          .array(z.string().min(1))
          .optional()
          .describe('RE2 expressions; what one of them fits as a whole does not count.'),
        showLastFour: z
          .boolean()
          .optional()
          .describe('Leave the last four characters of samples in the log as they are.'),
        words: z.array(z.string().min(1)).min(1).optional().describe('The words and phrases of `keywords`.'),
        partial: z.boolean().optional().describe('Find `words` inside longer words, too.'),
        pattern: z.string().min(1).optional().describe('The RE2 expression of `expression`.'),
        ignoreCase: z.boolean().optional().describe('Whether `pattern` fits upper and lower case alike.'),
        list: z
          .string()
          .min(1)
          .optional()
          .describe('The list of `exact-list` or `fingerprints`: a name in `inspection.lists`.'),
        share: z
          .number()
          .gt(0)
          .max(1)
          .optional()
          .describe('How much of a document `fingerprints` must find; 0.5 when left out.'),
      })
      .refine(({ kind, words }) => kind !== 'keywords' || words !== undefined, { message: '`keywords` needs `words`' })
      .refine(({ kind, list }) => (kind !== 'exact-list' && kind !== 'fingerprints') || list !== undefined, {
        message: '`exact-list` and `fingerprints` need a `list`',
      })
      .refine(({ kind, pattern }) => kind !== 'expression' || pattern !== undefined, {
        message: '`expression` needs a `pattern`',
      }),
  ])
  .transform((written) => (typeof written === 'string' ? { kind: written } : written));

/** A test of what is in a file. */
export const contentSchema = z
  .strictObject({
    detectors: z.array(detector).min(1).optional().describe('Detectors of which one must find enough.'),
    labels: texts.optional().describe('Ids of sensitivity labels, or `id@tenant`; one of them, or `*` for any.'),
    malware: z.boolean().optional().describe('Whether the scanners call the file malware.'),
    type: texts.optional().describe('Media types as the bytes show them; `image/*` for a family.'),
    disguised: z.boolean().optional().describe('Whether bytes, declared type and name contradict each other.'),
    status: z
      .array(z.enum(SCAN_STATUSES))
      .min(1)
      .optional()
      .describe('A part could not be read for one of these reasons.'),
    passes: z
      .array(z.enum(PASSABLE))
      .min(1)
      .optional()
      .describe('What could not be read for these reasons counts as read.'),
  })
  .refine((written) => Object.keys(written).some((key) => key !== 'passes'), {
    message: 'tests nothing',
  }) as unknown as z.ZodType<ContentCondition>;
