import { z } from 'zod';
import { parseOrigin } from '../rewrite/host-map.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m` as milliseconds. */
export const duration = (fallback: string) =>
  z
    .string()
    .regex(/^\d+(ms|s|m|h|d)$/, 'must be a number with a unit: 500ms, 30s, 15m, 12h or 7d')
    .default(fallback)
    .transform((text) => Number.parseInt(text, 10) * (UNITS[text.replace(/^\d+/, '')] ?? 1));

export const origin = z.string().transform((text, context) => {
  const parsed = parseOrigin(text);
  if (parsed) return parsed;
  context.addIssue({
    code: 'custom',
    message: 'must be an origin such as https://wiki.example.com or http://legacy.example.com:8080',
  });
  return z.NEVER;
});

export const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');
export const files = z.array(z.string().min(1)).default([]);
