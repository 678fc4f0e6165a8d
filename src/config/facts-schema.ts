import { z } from 'zod';
import type { Facts } from '../model/decision.ts';
import { FACTOR_KINDS, RISK_LEVELS } from '../model/decision.ts';
import { ACTIONS } from '../model/policy-match.ts';
import { ROUTE_OUTCOMES, type RouteOutcome } from '../model/route.ts';
import { ENFORCEABLE, type EnforceableActivity } from '../policy/controls.ts';
import { DURATION, milliseconds } from './duration.ts';

const activity = z.enum(Object.keys(ENFORCEABLE) as EnforceableActivity[]);
const texts = z.array(z.string());
const moment = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), { message: 'must be a date and time: 2026-01-31T08:00:00Z' })
  .transform((text) => Date.parse(text));

/** Facts as people write them. What is left out is unknown. */
const written = z.strictObject({
  activity: activity.describe('What the user does.'),
  app: z.string().describe('Id of the app.'),
  at: moment.optional().describe('When, in quotes.'),
  user: z.string().optional(),
  groups: texts.optional(),
  risk: z.enum(RISK_LEVELS).optional(),
  signedIn: moment.optional().describe('When the user signed in.'),
  strengths: texts.optional().describe('How the user signed in.'),
  factors: z
    .array(z.enum(FACTOR_KINDS))
    .optional()
    .describe('Second factors the user showed to the gateway, at the moment of `at`.'),
  device: texts.optional().describe('Tags of the device; `[]` for none.'),
  userAgent: z.string().optional(),
  byToken: z.literal(true).optional().describe('An access token and no session showed who it is.'),
  onlyBrowsers: z
    .literal(true)
    .optional()
    .describe(
      'The app admits no native clients, and a client with a session calls itself one; with `activity: access`.',
    ),
  firstSeen: z.strictObject({ device: z.boolean().optional(), country: z.boolean().optional() }).optional(),
  ip: z.string().optional(),
  networks: texts.optional().describe('Looked up from `ip` when left out and a gateway’s configuration is given.'),
  country: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  rule: z.string().optional().describe('The rule of the app’s profile that recognised it.'),
  file: z
    .strictObject({
      name: z.string().optional(),
      type: z.string().optional(),
      size: z.int().min(0).optional(),
    })
    .optional(),
  recent: z
    .array(
      z.strictObject({
        activity,
        within: z.string().regex(DURATION.pattern, DURATION.message).transform(milliseconds),
        count: z.int().min(0),
      }),
    )
    .optional(),
  markable: z.boolean().optional().describe('Whether a mark can be put on what is viewed; left out, it can.'),
  maskable: z
    .enum(['text', 'no-text', 'unreadable'])
    .optional()
    .describe('Whether data can be masked in what is viewed or saved; left out, it can.'),
  protectable: z.boolean().optional().describe('Whether a file can be encrypted; left out, it can.'),
  answered: texts.optional().describe('Policies whose warning the user has answered.'),
});

export const factsSchema: z.ZodType<Facts> = written.transform(
  ({ app: appId, device: deviceTags, signedIn, strengths, factors, file, rule, user, groups, ip, ...rest }) => {
    const time = signedIn === undefined ? {} : { at: signedIn };
    const told = strengths && { strengths: strengths.map((name) => ({ name, ...time })) };
    const shown = factors && { factors: factors.map((name) => ({ name, at: rest.at ?? 0 })) };
    const authentication =
      signedIn === undefined && !told && !shown ? {} : { authentication: { ...time, ...told, ...shown } };
    return {
      ...rest,
      appId,
      user,
      groups,
      deviceTags,
      ip,
      ...authentication,
      ...(file || rule !== undefined ? { object: { ...file, ...(rule === undefined ? {} : { rule }) } } : {}),
    };
  },
) as unknown as z.ZodType<Facts>;

/** A case for `sallyport policy test`: facts, and what must come of them. */
export interface PolicyCase {
  readonly name: string;
  readonly facts: Facts;
  readonly expect: {
    readonly action: (typeof ACTIONS)[number];
    readonly policies?: readonly string[];
    readonly route?: RouteOutcome;
  };
}

export const caseFileSchema: z.ZodType<{ readonly policies?: string; readonly cases: readonly PolicyCase[] }> =
  z.strictObject({
    policies: z.string().min(1).optional().describe('The policy file, relative to this one.'),
    cases: z
      .array(
        z.strictObject({
          name: z.string().min(1).describe('What the case shows.'),
          facts: factsSchema,
          expect: z.strictObject({
            action: z.enum(ACTIONS).describe('What must be decided.'),
            route: z.enum(ROUTE_OUTCOMES).optional().describe('Where the session must be routed.'),
            policies: texts.optional().describe('Ids of all policies that must match, in any order.'),
          }),
        }),
      )
      .min(1),
  }) as unknown as z.ZodType<{ readonly policies?: string; readonly cases: readonly PolicyCase[] }>;
