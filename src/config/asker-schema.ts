import { z } from 'zod';
import { RISK_LEVELS, type RiskLevel } from '../model/decision.ts';

/** Who makes the recorded requests, and on what device. What is left out is unknown, as it is to a gateway. */
export interface Asker {
  readonly user: string;
  readonly email?: string | undefined;
  readonly groups: readonly string[];
  /** Tags of the device; `[]` for none. */
  readonly device?: readonly string[] | undefined;
  /** Whether the device holds a good client certificate. */
  readonly certificate?: boolean | undefined;
  readonly userAgent?: string | undefined;
  readonly ip?: string | undefined;
  readonly risk?: RiskLevel | undefined;
  /** How the user signed in. */
  readonly strengths?: readonly string[] | undefined;
  /** Epoch milliseconds. */
  readonly signedIn?: number | undefined;
}

const texts = z.array(z.string());

export const askerSchema: z.ZodType<Asker> = z.strictObject({
  user: z.string().min(1).describe('Name of the user.'),
  email: z.string().optional(),
  groups: texts.default([]),
  device: texts.optional().describe('Tags of the device; `[]` for none.'),
  certificate: z.boolean().optional().describe('Whether the device holds a good client certificate.'),
  userAgent: z.string().optional().describe('Instead of the one in the recording.'),
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  risk: z.enum(RISK_LEVELS).optional(),
  strengths: texts.optional().describe('How the user signed in.'),
  signedIn: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)), { message: 'must be a date and time: 2026-01-31T08:00:00Z' })
    .transform((text) => Date.parse(text))
    .optional()
    .describe('When the user signed in, in quotes.'),
}) as unknown as z.ZodType<Asker>;
