import { readFileSync } from 'node:fs';
import { decoded } from './filter/message-text.ts';
import { metadataSigners, readIdpMetadata } from './idp-metadata.ts';
import { SAML_REASONS, SamlRefusal } from './saml-reason.ts';
import type { SamlSettings } from './saml-settings.ts';

/** Why the metadata in a provider's file would not be taken; undefined when it would. Throws when it cannot be read. `now` in epoch milliseconds. */
export function readMetadataFile(
  { metadata, metadataSigners: pems, issuer }: Pick<SamlSettings, 'metadata' | 'metadataSigners' | 'issuer'>,
  now: number,
): string | undefined {
  const read = decoded(readFileSync(metadata));
  if ('reason' in read) return SAML_REASONS[read.reason];
  try {
    readIdpMetadata(read.text.replace(/^\ufeff/, ''), {
      signers: metadataSigners(pems),
      issuer,
      now,
    });
    return undefined;
  } catch (error) {
    if (error instanceof SamlRefusal) return error.message;
    throw error;
  }
}
