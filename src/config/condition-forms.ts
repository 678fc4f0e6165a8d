import { z } from 'zod';
import { type Forms, type TimeWindow, WEEKDAYS } from '../policy/conditions/contract.ts';
import { ENFORCEABLE, type EnforceableActivity } from '../policy/controls.ts';
import { parseIpRange } from '../policy/ip-range.ts';
import { PRODUCTS } from '../policy/user-agent-versions.ts';
import { contentSchema } from './content-schema.ts';
import { DURATION, milliseconds } from './duration.ts';
import { oneOrMore } from './texts.ts';

const text = z.string().min(1);

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};
const bytes = z
  .union([
    z.int().min(0),
    z
      .string()
      .regex(/^\d+ ?(B|KB|MB|GB|KiB|MiB|GiB)$/, 'must be a number of bytes, or one with a unit: 500 KB, 10 MB, 1 GiB'),
  ])
  .transform((written) =>
    typeof written === 'number' ? written : Number.parseInt(written, 10) * (UNITS[written.replace(/^\d+ ?/, '')] ?? 1),
  );

const version = z
  .union([
    z.int().min(1),
    z.string().regex(/^\d+(\.\d+){0,3}$/, 'must be a version: 140, or with dots in quotes, "17.4"'),
  ])
  .transform(String);

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day in quotes: "08:00"')
  .transform((written) => Number(written.slice(0, 2)) * 60 + Number(written.slice(3)));
const zone = z.string().refine(isZone, { message: 'must be a time zone such as Europe/Berlin' });
const window = z
  .strictObject({
    days: z.array(z.enum(WEEKDAYS)).min(1).optional().describe('Days; every day without them.'),
    from: clock.optional().describe('Begins then; midnight without it.'),
    to: clock.optional().describe('Ends before then; midnight without it. Earlier than `from`: over midnight.'),
    zone: zone.optional().describe('Time zone by IANA name; UTC without it.'),
  })
  .refine(({ from, to }) => from === undefined || from !== to, { message: 'from and to are the same', path: ['to'] });

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** How each form of a condition is written. */
export const FORM_SCHEMAS: { readonly [Form in keyof Forms]: z.ZodType<Forms[Form]> } = {
  texts: oneOrMore(text),
  globs: oneOrMore(text.max(1024)),
  words: oneOrMore(z.string().regex(/[\p{L}\p{N}]/u, 'must hold a letter or a digit')),
  ranges: oneOrMore(
    text.refine((value) => parseIpRange(value) !== undefined, {
      message: 'is no address or range; write 10.0.0.0/8, 2001:db8::/32 or a single address',
    }),
  ),
  countries: oneOrMore(z.string().regex(/^[A-Za-z]{2}$/, 'must be two letters (ISO 3166-1)')),
  bytes: z
    .strictObject({
      over: bytes.optional().describe('More than so many bytes.'),
      under: bytes.optional().describe('Fewer than so many bytes.'),
    })
    .refine(({ over, under }) => over !== undefined || under !== undefined, {
      message: 'write over, under or both',
    }) as unknown as z.ZodType<Forms['bytes']>,
  versions: z
    .partialRecord(z.enum(PRODUCTS), version)
    .refine((written) => Object.keys(written).length > 0, { message: 'name at least one product' }),
  windows: z
    .union([window, z.array(window).min(1)])
    .transform((written) => (Array.isArray(written) ? written : [written])) as unknown as z.ZodType<
    readonly TimeWindow[]
  >,
  content: contentSchema,
  rate: z.strictObject({
    activity: z.enum(Object.keys(ENFORCEABLE) as EnforceableActivity[]).describe('What is counted.'),
    over: z.int().min(0).max(100_000).describe('More than so many.'),
    within: z
      .string()
      .regex(DURATION.pattern, DURATION.message)
      .transform(milliseconds)
      .describe('In so much time, up to 24h.')
      .refine((value) => value > 0 && value <= 86_400_000, { message: 'must be at most 24h' }),
  }) as unknown as z.ZodType<Forms['rate']>,
};

/** The schema of a form that is a list of words. */
export function choice(words: readonly string[]): z.ZodType<readonly string[]> {
  return oneOrMore(z.enum(words as [string, ...string[]]));
}
