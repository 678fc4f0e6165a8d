import { z } from 'zod';
import { DEVICE_CONTEXT } from './device-context.ts';

const rule = z.strictObject({
  claim: z.string().min(1).describe('A claim name or URI.'),
  equals: z
    .union([z.string(), z.boolean()])
    .describe(
      'The value that counts: text for the text of a value or of one in a list, without regard to case; `true` or `false` for that JSON value alone.',
    ),
  tag: z.string().min(1).describe('The tag the device then carries.'),
});

/** A provider's claims about the device, the word for the public set taken apart. */
export const deviceTagsSchema = z
  .array(z.union([z.literal('device-context'), rule]))
  .default([])
  .transform((rules) => rules.flatMap((each) => (each === 'device-context' ? DEVICE_CONTEXT : [each])))
  .describe(
    'Claims that say something of the device: rules, or the word `device-context` for the public device-context claims. When none of them is in the token, nothing is known of it.',
  );
