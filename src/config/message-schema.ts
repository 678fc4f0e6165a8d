import { z } from 'zod';
import type { Message } from '../model/message.ts';
import { readMessage } from '../policy/read-message.ts';

/** A link the safe subset cannot hold: said, so that nobody finds out from a user. */
const OTHER_LINK = /\[[^\]\n]+\]\((?!https:\/\/|mailto:)[^)\s]*\)/i;
const text = z
  .string()
  .min(1)
  .max(2000)
  .refine((written) => !OTHER_LINK.test(written), { message: 'has a link that is neither https: nor mailto:' });

/** PNG signature and, in IHDR, width and height (PNG, third edition, section 11.2.1). */
const MAX_LOGO = { bytes: 65_536, width: 300, height: 100 };
const logo = z.string().refine((written) => isLogo(written), {
  message: `must be a PNG of at most ${MAX_LOGO.width} × ${MAX_LOGO.height} pixels and 64 KiB, as a data URL: data:image/png;base64,…`,
});

function isLogo(url: string): boolean {
  const encoded = /^data:image\/png;base64,([A-Za-z0-9+/]+={0,2})$/.exec(url)?.[1];
  if (encoded === undefined) return false;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length < 24 || bytes.length > MAX_LOGO.bytes) return false;
  if (bytes.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n' || bytes.toString('latin1', 12, 16) !== 'IHDR')
    return false;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return width > 0 && height > 0 && width <= MAX_LOGO.width && height <= MAX_LOGO.height;
}

/** A message: text, or text with a logo. */
export const messageSchema: z.ZodType<Message> = z
  .union([
    text,
    z.strictObject({
      text: text.describe('What the user reads.'),
      logo: logo.optional().describe('Shown above it: a PNG as a data URL, at most 300 × 100 pixels.'),
    }),
  ])
  .transform((written) =>
    typeof written === 'string' ? readMessage(written) : readMessage(written.text, written.logo),
  ) as unknown as z.ZodType<Message>;
