import { z } from 'zod';
import { pathFault } from '../catalog/pattern.ts';
import { type ActivityProfile, PROFILE_ACTIVITIES } from '../catalog/profile.ts';
import { id } from './setting-kinds.ts';
import { oneOrMore } from './texts.ts';

const pattern = z.string().min(1).max(512);
const path = pattern.superRefine((written, context) => {
  const fault = pathFault(written);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});
const patterns = oneOrMore(pattern);
const named = z.record(z.string().min(1), patterns);
const fields = z.record(z.string().regex(/^[a-z0-9-]+$/, 'must be the name of a field in lower case'), patterns);

const member = z.string().regex(/^[^.]+(?:\.[^.]+)*$/, 'must be names with dots between them');
const carried = z.strictObject({
  content: member.describe(
    'The member with the bytes: `content`; `files.*.data` for each element; `**.data` wherever it stands.',
  ),
  name: member.optional().describe('The one with the file’s name.'),
  coding: member
    .optional()
    .describe('The one that says how the bytes are written: `base64`, else they are text. Without it they are base64.'),
  piece: member
    .optional()
    .describe('One that is there where the bytes are a piece of a file: their content is unknown.'),
  type: z.string().min(1).optional().describe('The media type of all of them.'),
});

const rule = z.strictObject({
  id: id.describe('Names the rule, after the profile: `tickets/close-ticket` in policies and logs.'),
  activity: z.enum(PROFILE_ACTIVITIES).describe('What the user does. `app-activity` is what no other word fits.'),
  about: z.string().min(1).describe('What it recognises, for people.'),
  method: oneOrMore(z.string().regex(/^[A-Z]+$/, 'must be a method in capitals')).describe('Methods of the request.'),
  host: id.optional().describe('A role of `hosts`; every host without it.'),
  path: oneOrMore(path).describe(
    'Patterns of the path: `*` and `{word}` within a segment, `**` as the first or last, `{word**}` as the last for several. Every spelling is tried.',
  ),
  contentType: patterns.optional().describe('Patterns of the request’s media type.'),
  header: fields.optional().describe('Header fields of the request and patterns of their values.'),
  query: named.optional().describe('Fields of the query and patterns of their values; `!` in front: no value may fit.'),
  field: named
    .optional()
    .describe('Fields of a form, or members of a JSON body (`a.b`, `a.*.b`), and patterns of their values.'),
  param: named.optional().describe('Fields that may be in the query or in the body.'),
  message: z
    .strictObject({
      to: z.enum(['app', 'browser']).describe('Which way it goes.'),
      any: z.array(named).min(1).describe('Members of its JSON and patterns of their values: all of one of these.'),
    })
    .optional()
    .describe(
      'What is recognised is a message of a WebSocket. Its opening, of the method `WEBSOCKET`, is what the other keys are about.',
    ),
  status: oneOrMore(z.string().regex(/^[1-5](\d\d|xx)$/, 'must be a status in quotes: "200" or "2xx"'))
    .optional()
    .describe(
      'Statuses of the answer. With it, the activity is known, and can be stopped, only once the app has answered.',
    ),
  answer: fields.optional().describe('Header fields of the answer and patterns of their values.'),
  carries: z
    .array(carried)
    .min(1)
    .optional()
    .describe(
      'Of an upload or a download: where a body of JSON or a form holds the files, so that they can be looked into.',
    ),
  item: oneOrMore(z.string().min(1))
    .optional()
    .describe(
      'The name people know: `{word}` of the path, `{query.x}`, `{field.x}`, `{param.x}`; the first that is there.',
    ),
  object: oneOrMore(z.string().min(1)).optional().describe('What the app calls it, written as `item` is.'),
});

/** How a kind of app shows what users do; see src/catalog. */
export const profileSchema: z.ZodType<ActivityProfile> = z
  .strictObject({
    id: id.describe('Names the profile. One that comes with the gateway is replaced by one of the same name.'),
    name: z.string().min(1).describe('What people read.'),
    hosts: z.record(id, patterns).optional().describe('Roles of hosts and patterns of their names.'),
    rules: z.array(rule).min(1).describe('What is recognised. Several may fit one request.'),
  })
  .superRefine(({ hosts = {}, rules }, context) => {
    for (const [index, { id: name, host }] of rules.entries()) {
      const fault = (key: string, message: string): void =>
        context.addIssue({ code: 'custom', path: ['rules', index, key], message });
      if (rules.findIndex((each) => each.id === name) !== index) fault('id', `${name} is used twice`);
      if (host !== undefined && !Object.hasOwn(hosts, host)) fault('host', `${host} is no role of hosts`);
    }
  }) as unknown as z.ZodType<ActivityProfile>;
