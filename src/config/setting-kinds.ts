import { z } from 'zod';
import { parseOrigin } from '../rewrite/host-map.ts';
import { DURATION, milliseconds } from './duration.ts';

/** `30m` as milliseconds. */
export const duration = (fallback: string) =>
  z.string().regex(DURATION.pattern, DURATION.message).default(fallback).transform(milliseconds);

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
/** The id of a policy of any kind. */
export const policyId = id.describe('Names the policy in the log.');
export const files = z.array(z.string().min(1)).default([]);
/** Certificates and their keys, by path. */
export const keyPairs = z
  .array(
    z.strictObject({
      cert: z.string().min(1).describe('PEM certificate.'),
      key: z.string().min(1).describe('PEM key.'),
    }),
  )
  .default([]);
