import { z } from 'zod';
import { parseIpRange } from '../policy/ip-range.ts';
import { duration } from './setting-kinds.ts';

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const oid = z.string().regex(/^[0-2](\.\d+)+$/, 'must be an object identifier such as 1.3.6.1.5.5.7.3.2');
const httpUrl = z.url({ protocol: /^https?$/ });
const range = z.string().refine((text) => parseIpRange(text) !== undefined, {
  message: 'is no address or range; write 10.0.0.0/8, 2001:db8::/32 or a single address',
});
const field = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header field')
  .transform((name) => name.toLowerCase());

const revocation = z.strictObject({
  mode: z
    .enum(['hard', 'soft', 'off'])
    .default('hard')
    .describe('When nobody answers: `hard` gives no tag, `soft` lets the certificate pass. `off` asks nobody at all.'),
  crls: z
    .array(z.string().min(1))
    .default([])
    .describe('Revocation lists: files or http(s) addresses, PEM or DER. Read again when changed or due.'),
  ocsp: z.array(httpUrl).default([]).describe('Addresses of OCSP responders.'),
  uncovered: z
    .enum(['refuse', 'accept'])
    .default('refuse')
    .describe(
      'What becomes of a certificate whose authority none of them speaks for. Addresses inside certificates are never asked.',
    ),
});

const forwarded = z.strictObject({
  from: z.array(range).min(1).describe('Addresses or ranges of the proxies that end TLS. Nobody else is believed.'),
  header: field.default('client-cert').describe('The field with the certificate.'),
  chainHeader: field.optional().describe('The field with what the browser sent along, if the proxy has one.'),
  format: z
    .enum(['rfc9440', 'pem', 'base64'])
    .default('rfc9440')
    .describe('How it is written: as RFC 9440 says, as percent-encoded PEM, or as base64 of the DER.'),
});

const certificates = z.strictObject({
  authorities: z
    .array(z.string().min(1))
    .min(1)
    .describe('PEM files of roots and intermediates, each with one or several certificates.'),
  tag: z.string().min(1).default('valid-certificate').describe('The device tag a good certificate gives.'),
  purposes: z
    .array(oid)
    .default([CLIENT_AUTH])
    .describe('Extended key usages the certificate must name, every one; the usual one is client authentication.'),
  holder: z
    .enum(['anybody', 'mail', 'principal', 'name'])
    .default('anybody')
    .describe(
      'Whose it must be: `mail`, `principal` (user principal name) or `name` (CN) must be the signed-in user’s name or mail address.',
    ),
  remember: duration('12h').describe('How long a check counts, within the session.'),
  sameAddress: z
    .boolean()
    .default(true)
    .describe('Whether it counts only at the address it was made from. It never counts in another browser.'),
  revocation: revocation.prefault({}).describe('How revoked certificates are told.'),
  publishCrl: z
    .string()
    .min(1)
    .optional()
    .describe('A revocation list file to serve at `https://login.SUFFIX/.well-known/sallyport/device-ca.crl`.'),
  forwarded: forwarded.optional().describe('A balancer in front that ends TLS and passes the certificate in a field.'),
});

/** How devices are known, besides claims. */
export const devicesSchema = z.strictObject({
  certificates: certificates
    .optional()
    .describe('Client certificates. Browsers are asked on `device.SUFFIX`, and only when a policy names the tag.'),
});
