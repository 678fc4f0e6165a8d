import { z } from 'zod';
import { ACTIVITY_TYPES } from '../model/activity.ts';
import { parseIpRange } from '../policy/ip-range.ts';
import type { Condition, PolicyDocument } from '../policy/policy-document.ts';

/** One value or a list of them. */
const texts = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((value) => (typeof value === 'string' ? [value] : value));
const ranges = texts.refine((values) => values.every((value) => parseIpRange(value) !== undefined), {
  message: 'is no address or range; write 10.0.0.0/8, 2001:db8::/32 or a single address',
});

const condition: z.ZodType<Condition> = z.lazy(
  () =>
    z
      .strictObject({
        user: texts.optional().describe('User names; one of them.'),
        group: texts.optional().describe('Groups of the identity provider; one of them.'),
        app: texts.optional().describe('Ids of apps; one of them.'),
        device: texts.optional().describe('Device tags such as `compliant`; one of them.'),
        ip: ranges.optional().describe('Addresses or CIDR ranges, IPv4 and IPv6; one of them.'),
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

export const policySchema: z.ZodType<PolicyDocument> = z.strictObject({
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
}) as unknown as z.ZodType<PolicyDocument>;

/** A policy file: `policies:` and a list. */
export const policyFileSchema = z.strictObject({ policies: z.array(policySchema).describe('The session policies.') });
