import { z } from 'zod';
import { ACTIVITY_TYPES } from '../model/activity.ts';
import { DETECTOR_KINDS, SCAN_STATUSES } from '../model/content.ts';
import { contentConditions } from '../policy/content-conditions.ts';
import { parseIpRange } from '../policy/ip-range.ts';
import type { Condition, PolicyDocument } from '../policy/policy-document.ts';

/** One value or a list of them. */
const texts = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((value) => (typeof value === 'string' ? [value] : value));
const ranges = texts.refine((values) => values.every((value) => parseIpRange(value) !== undefined), {
  message: 'is no address or range; write 10.0.0.0/8, 2001:db8::/32 or a single address',
});

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

const content = z
  .strictObject({
    detectors: z.array(detector).min(1).optional().describe('Detectors of which one must find enough.'),
    labels: texts.optional().describe('Ids of sensitivity labels; one of them, or `*` for any.'),
    malware: z.boolean().optional().describe('Whether the scanners call the file malware.'),
    type: texts.optional().describe('Media types as the bytes show them; `image/*` for a family.'),
    disguised: z.boolean().optional().describe('Whether bytes, declared type and name contradict each other.'),
    status: z
      .array(z.enum(SCAN_STATUSES))
      .min(1)
      .optional()
      .describe('A part could not be read for one of these reasons.'),
    passes: z
      .array(z.enum(SCAN_STATUSES))
      .min(1)
      .optional()
      .describe('What could not be read for these reasons counts as read.'),
  })
  .refine((written) => Object.keys(written).some((key) => key !== 'passes'), { message: 'tests nothing' });

/** Activities whose file the gateway can look into. */
const WITH_CONTENT: ReadonlySet<string> = new Set(['download', 'upload']);

const condition: z.ZodType<Condition> = z.lazy(
  () =>
    z
      .strictObject({
        user: texts.optional().describe('User names; one of them.'),
        group: texts.optional().describe('Groups of the identity provider; one of them.'),
        app: texts.optional().describe('Ids of apps; one of them.'),
        device: texts.optional().describe('Device tags such as `compliant`; one of them.'),
        ip: ranges.optional().describe('Addresses or CIDR ranges, IPv4 and IPv6; one of them.'),
        content: content.optional().describe('What is in the file of a download or upload.'),
        unknown: z
          .enum(['matches', 'fails'])
          .optional()
          .describe(
            'What the tests above make of a fact nobody knows. Left out, it stays unknown, and a policy whose conditions are unknown matches.',
          ),
        all: z.array(condition).min(1).optional().describe('Conditions that must all hold.'),
        any: z.array(condition).min(1).optional().describe('Conditions of which one must hold.'),
        not: condition.optional().describe('A condition that must not hold.'),
      })
      .describe('A boolean tree; several keys of one node must all hold.') as unknown as z.ZodType<Condition>,
);

export const policySchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens')
      .describe('Names the policy in the log.'),
    name: z.string().min(1).describe('What people read.'),
    description: z.string().optional().describe('Why the policy exists.'),
    severity: z.enum(['low', 'medium', 'high']).default('medium').describe('How serious a match is.'),
    mode: z
      .enum(['active', 'monitoring', 'disabled'])
      .default('active')
      .describe('`monitoring` records a match and lets it pass; `disabled` is as if the policy were not there.'),
    activities: z.array(z.enum(ACTIVITY_TYPES)).min(1).describe('Which activities it is about.'),
    when: condition.optional().describe('Under which conditions; without any, always.'),
    action: z.enum(['monitor', 'block']).describe('What happens. Of all that match, the most restrictive wins.'),
    message: z.string().max(2000).optional().describe('Plain text for the user.'),
  })
  .refine(
    ({ activities, when }) =>
      contentConditions(when).length === 0 || activities.every((activity) => WITH_CONTENT.has(activity)),
    {
      path: ['when'],
      message: 'tests content, which only downloads and uploads have',
    },
  ) as unknown as z.ZodType<PolicyDocument>;

/** A policy file: `policies:` and a list. */
export const policyFileSchema = z.strictObject({ policies: z.array(policySchema).describe('The session policies.') });
