import { z } from 'zod';

/** One value or a list of them. */
export function oneOrMore(value: z.ZodType<string>): z.ZodType<readonly string[]> {
  return z
    .union([value, z.array(value).min(1)])
    .transform((written) => (typeof written === 'string' ? [written] : written)) as unknown as z.ZodType<
    readonly string[]
  >;
}

export const texts = oneOrMore(z.string().min(1));
