import { z } from 'zod';
import { SEVERITIES } from '../model/policy-match.ts';
import { ROUTE_OUTCOMES } from '../model/route.ts';
import type { ConditionName } from '../policy/conditions/conditions.ts';
import type { Condition } from '../policy/policy-document.ts';
import { ROUTING_CONDITIONS, type RoutingDocument, type RoutingPolicyDocument } from '../policy/routing-document.ts';
import { FORM_SCHEMAS } from './condition-forms.ts';
import { conditionSchema, foreignConditions } from './condition-schema.ts';
import { messageSchema } from './message-schema.ts';
import { policyId } from './setting-kinds.ts';

const ALLOWED: ReadonlySet<ConditionName> = new Set(ROUTING_CONDITIONS);

const routingPolicySchema = z
  .strictObject({
    id: policyId,
    name: z.string().min(1).describe('What people read.'),
    description: z.string().optional().describe('Why the policy exists.'),
    severity: z.enum(SEVERITIES).default('medium').describe('How serious a match is.'),
    mode: z.enum(['active', 'disabled']).default('active').describe('`disabled` is as if it were not there.'),
    when: conditionSchema
      .optional()
      .describe('Who comes, to which app, from where and with what; without any, everybody.'),
    except: z
      .strictObject({
        users: FORM_SCHEMAS.texts.optional().describe('Names of users.'),
        groups: FORM_SCHEMAS.texts.optional().describe('Groups.'),
      })
      .refine(({ users, groups }) => users !== undefined || groups !== undefined, { message: 'excepts nobody' })
      .optional()
      .describe('Whom the policy never concerns, such as break-glass accounts.'),
    outcome: z.enum(ROUTE_OUTCOMES).describe('Where they are routed. Of all that match, the strictest wins.'),
    message: messageSchema.optional().describe('What the user reads where the route refuses something.'),
  })
  .superRefine(({ when }, context) => {
    for (const { name, path } of foreignConditions((when ?? {}) as Condition, ALLOWED))
      context.addIssue({
        code: 'custom',
        path: ['when', ...path],
        message: `${name} is about one request; routing tests ${ROUTING_CONDITIONS.join(', ')}`,
      });
  }) as unknown as z.ZodType<RoutingPolicyDocument>;

export const routingSchema: z.ZodType<RoutingDocument> = z.strictObject({
  otherwise: z
    .enum(ROUTE_OUTCOMES)
    .default('custom')
    .describe('Where everybody is routed whom no routing policy concerns.'),
  policies: z.array(routingPolicySchema).default([]).describe('The routing policies.'),
}) as unknown as z.ZodType<RoutingDocument>;
