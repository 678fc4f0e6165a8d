import { z } from 'zod';
import { FACTOR_KINDS } from '../model/decision.ts';
import { ACTIONS, SEVERITIES } from '../model/policy-match.ts';
import { contentConditions } from '../policy/content-conditions.ts';
import {
  CONTROLS,
  type Control,
  ENFORCEABLE,
  type EnforceableActivity,
  MONITORED_ACTIVITIES,
  NAMED_ACTIVITIES,
  type PolicyAction,
  SENT_ACTIVITIES,
} from '../policy/controls.ts';
import { CATEGORIES, MODES, OTHERWISE, type PolicyDocument } from '../policy/policy-document.ts';
import { conditionSchema } from './condition-schema.ts';
import { DURATION, milliseconds } from './duration.ts';
import { maskFaults } from './mask-faults.ts';
import { messageSchema } from './message-schema.ts';
import { routingSchema } from './routing-schema.ts';
import { policyId } from './setting-kinds.ts';

/** Actions other products have and this one does not yet: refused with a word, so that no policy seems to hold and does not. */
const NOT_YET: Readonly<Record<string, string>> = {
  monitor: 'recording is called audit',
  allow: 'everything is allowed that no policy matches; use audit to record',
};
const ACTION_NAMES = ACTIONS.filter((action): action is PolicyAction => action !== 'allow');
const action = z.enum(ACTION_NAMES, {
  error: ({ input }) => {
    const why = Object.hasOwn(NOT_YET, String(input)) ? `: ${NOT_YET[String(input)]}` : '';
    return `${String(input)} is not an action${why}`;
  },
});

const stepUp = z
  .strictObject({
    strengths: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .transform((written) => (typeof written === 'string' ? [written] : written))
      .default([])
      .describe('Authentication contexts of which the identity provider must grant one (`acr`, `acrs`).'),
    maxAge: z
      .string()
      .regex(DURATION.pattern, DURATION.message)
      .transform(milliseconds)
      .optional()
      .describe(
        'How long ago the user may have signed in, or shown the factor; without it a factor holds for the session.',
      ),
    idle: z
      .string()
      .regex(DURATION.pattern, DURATION.message)
      .transform(milliseconds)
      .optional()
      .describe(
        'With `control: access`: how long the session may be unused in the app, before a sign-in is asked for that is not older.',
      ),
    factor: z
      .enum([...FACTOR_KINDS, 'any'])
      .optional()
      .describe(
        'A second factor that the gateway checks itself, instead of `strengths`: see [second factors](second-factor.md).',
      ),
  })
  .refine(
    ({ strengths, factor, maxAge, idle }) =>
      strengths.length > 0 || [factor, maxAge, idle].some((set) => set !== undefined),
    { message: 'write strengths, maxAge, idle or several, or factor' },
  )
  .refine(({ strengths, factor }) => strengths.length === 0 || factor === undefined, {
    message: 'strengths are of the identity provider and factor is of the gateway: write a policy for each',
  });

const guid = z
  .string()
  .regex(/^\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i, 'must be a GUID')
  .transform((text) => text.replace(/[{}]/g, '').toLowerCase());
const protect = z
  .strictObject({
    key: z
      .enum(['user', 'organisation', 'none'])
      .default('user')
      .describe(
        'Who can open the file: the `user`, who is shown a passphrase once; the `organisation`, by `protection.passphraseFile`; with `none` the file is not encrypted.',
      ),
    strip: z
      .array(z.enum(['macros', 'metadata']))
      .min(1)
      .optional()
      .describe(
        'What is taken out: `macros` of Office documents and scripts of PDFs; `metadata` of both, of JPEG and PNG pictures.',
      ),
    label: z
      .strictObject({
        id: guid.describe('The id of the label, a GUID.'),
        siteId: guid.describe('The id of the organisation that the label belongs to, a GUID.'),
        name: z.string().min(1).max(255).describe('What people read.'),
      })
      .optional()
      .describe('A sensitivity label to write into Office documents and PDFs, in the place of any other.'),
  })
  .refine(({ key, label, strip }) => key !== 'none' || label !== undefined || strip !== undefined, {
    message: 'nothing is done to the file',
  });

export const policySchema: z.ZodType<PolicyDocument> = z
  .strictObject({
    id: policyId,
    name: z.string().min(1).describe('What people read.'),
    description: z.string().optional().describe('Why the policy exists.'),
    severity: z.enum(SEVERITIES).default('medium').describe('How serious a match is.'),
    category: z.enum(CATEGORIES).optional().describe('What it is for, in lists and alerts.'),
    mode: z
      .enum(MODES)
      .default('active')
      .describe('`monitoring` records a match and lets it pass; `disabled` is as if the policy were not there.'),
    control: z.enum(Object.keys(CONTROLS) as Control[]).describe('What the policy is about.'),
    activities: z
      .array(z.enum(MONITORED_ACTIVITIES))
      .min(1)
      .optional()
      .describe('Which activities, where `control` is `activities` or `monitor`.'),
    when: conditionSchema.optional().describe('Under which conditions; without any, always.'),
    action: action.describe('What happens. Of all that match, the most restrictive wins.'),
    stepUp: stepUp.optional().describe('What the action `step-up` asks for.'),
    protect: protect
      .optional()
      .describe('What the action `protect` does to a file; encrypts it for the user if left out.'),
    otherwise: z
      .enum(OTHERWISE)
      .optional()
      .describe(
        'What becomes of what the action `watermark` cannot mark (a picture, a text), in which `redact` cannot mask (a PDF, an archive), or which `protect` cannot encrypt (a piece of a file); `block` if left out.',
      ),
    within: z
      .literal('app')
      .optional()
      .describe(
        'With `block` on copy, cut and paste: what is copied in the app may be pasted in it. `app` is the only value.',
      ),
    preview: z
      .literal(true)
      .optional()
      .describe(
        'With `control: download` and `action: block`: PDFs may be looked at in the gateway’s own viewer, which saves and prints nothing; see [policies](policies.md#looking-without-saving).',
      ),
    together: z
      .literal(true)
      .optional()
      .describe(
        'With `control: upload` and `action: block`: a form with several files goes whole or not at all. Without it, the files that may go do.',
      ),
    message: messageSchema
      .optional()
      .describe(
        'What the user reads: text with `**bold**`, `*italic*`, `[links](https://…)` and lists, or a mapping with a logo.',
      ),
    alert: z
      .union([
        z.literal(true).transform(() => ({ dailyLimit: 10 })),
        z.strictObject({
          dailyLimit: z.int().min(1).max(10_000).default(10).describe('At most so many alerts a day (UTC).'),
        }),
      ])
      .optional()
      .describe('Raises an alert on each match, at the policy’s severity.'),
  })
  .superRefine((policy, context) => {
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const { control, activities } = policy;
    const named = CONTROLS[control].activities === 'named';
    if (!named && activities)
      fault('activities', `the control ${control} is about ${CONTROLS[control].activities}; leave activities out`);
    if (control === 'activities' && !activities)
      fault('activities', `name one or more of ${NAMED_ACTIVITIES.join(', ')}`);
    if (control === 'activities')
      for (const file of activities?.filter((each) => !(NAMED_ACTIVITIES as readonly string[]).includes(each)) ?? [])
        fault('activities', `${file} has a control of its own: write control: ${file} in a policy for it`);
    if (control === 'monitor' && policy.action !== 'audit')
      fault('action', 'the control monitor only records: write audit');
    const about = concerned(control, activities);
    if (
      contentConditions(policy.when).length > 0 &&
      (about.length === 0 ||
        about.some((each) => !WITH_CONTENT.has(each) && !(policy.action === 'redact' && each === 'view')))
    )
      fault('when', 'tests content, which only files, what pages let go and what users send have');
    for (const activity of about) {
      const able: readonly PolicyAction[] = ENFORCEABLE[activity];
      if (!able.includes(policy.action))
        fault('action', `${policy.action} cannot be enforced on ${activity}: write ${able.join(' or ')}`);
    }
    if (policy.action === 'step-up' && !policy.stepUp)
      fault('stepUp', 'say what the sign-in must be: strengths, maxAge, idle or several, or factor');
    if (policy.action === 'redact')
      for (const why of maskFaults(policy.when, about.includes('view'))) fault('when', why);
    if (policy.otherwise && !FALLING_BACK.has(policy.action))
      fault('otherwise', `belongs to the actions ${[...FALLING_BACK].join(', ')}`);
    if (policy.within && (policy.action !== 'block' || about.some((each) => !OF_CLIPBOARD.has(each))))
      fault('within', 'belongs to the action block on copy, cut and paste');
    if (policy.preview && (control !== 'download' || policy.action !== 'block'))
      fault('preview', 'belongs to the control download and the action block');
    if (policy.together && (control !== 'upload' || policy.action !== 'block'))
      fault('together', 'belongs to the control upload and the action block');
    if (policy.action !== 'protect' && policy.protect) fault('protect', 'belongs to the action protect');
    if (policy.stepUp?.idle !== undefined && control !== 'access')
      fault('stepUp', 'idle belongs to the control access');
    if (policy.action !== 'step-up' && policy.stepUp) fault('stepUp', 'belongs to the action step-up');
  }) as unknown as z.ZodType<PolicyDocument>;

/** Actions that not everything bears. */
const FALLING_BACK: ReadonlySet<string> = new Set(['watermark', 'redact', 'protect']);
const OF_CLIPBOARD: ReadonlySet<string> = new Set(['copy', 'cut', 'paste']);
/** Activities whose content the gateway can look into. */
const WITH_CONTENT: ReadonlySet<string> = new Set([
  'download',
  'upload',
  'copy',
  'cut',
  'paste',
  'print',
  ...SENT_ACTIVITIES,
]);

function concerned(
  control: Control,
  activities: readonly EnforceableActivity[] | undefined,
): readonly EnforceableActivity[] {
  const own = CONTROLS[control].activities;
  return own === 'named' ? (activities ?? []) : own;
}

/** A policy file: `policies:` and a list; `routing:` decides whom they hold for. */
export const policyFileSchema = z.strictObject({
  policies: z.array(policySchema).describe('The policies.'),
  routing: routingSchema
    .optional()
    .describe('Who is led through the gateway, and under what. Without it everybody is, under the policies.'),
});
