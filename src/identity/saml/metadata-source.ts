import { readFile } from 'node:fs/promises';
import { Failure } from '../../model/failure.ts';
import { providerFetch } from '../provider-fetch.ts';
import { decoded } from './filter/message-text.ts';
import { type IdpDescription, metadataSigners, readIdpMetadata } from './idp-metadata.ts';
import { SamlRefusal } from './saml-reason.ts';
import type { SamlSettings } from './saml-settings.ts';

/** The provider's metadata as it is now. */
export interface MetadataSource {
  /** Throws Failure `provider-unavailable` when there is none that counts. */
  current(): Promise<IdpDescription>;
  /** Reads it anew, because a signature is of no key that is known: keys roll over. At most once in a while; else gives what is held. */
  renewed(): Promise<IdpDescription>;
}

/** Milliseconds between two looks for a new key: anybody can send a message of no known key. */
const COOL_DOWN = 60_000;
/** Milliseconds a failed reading is remembered, so that a dead provider is not asked by every visitor. */
const BACK_OFF = 3000;

/**
 * Metadata from a file or a URL, read again after a time. What cannot be read, or reads worse than before, changes nothing:
 * the metadata in force stays until its own end, and `alarm` is told.
 */
export function createMetadataSource(
  settings: Pick<SamlSettings, 'metadata' | 'metadataSigners' | 'issuer' | 'refresh' | 'ca' | 'connect' | 'timeout'>,
  now: () => number,
  alarm: (error: unknown) => void,
): MetadataSource {
  let held: IdpDescription | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  async function text(): Promise<string> {
    const { metadata, timeout } = settings;
    const octets = metadata.startsWith('https:')
      ? await fetched(metadata, { fetcher: providerFetch({ ...settings, issuer: metadata }), timeout })
      : await readFile(metadata);
    const read = decoded(octets);
    if ('reason' in read) throw new SamlRefusal(read.reason);
    return read.text.replace(/^\ufeff/, '');
  }

  async function read(): Promise<void> {
    try {
      const signers = metadataSigners(settings.metadataSigners);
      // A pinned name keeps later metadata from becoming another provider's.
      const issuer = settings.issuer ?? held?.entityId;
      held = readIdpMetadata(await text(), { signers, issuer, now: now() });
      readAt = now();
    } catch (error) {
      failedAt = now();
      alarm(error);
    }
  }

  function readOnce(): Promise<void> {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  async function usable(): Promise<IdpDescription> {
    if (held && held.validUntil > now()) return held;
    throw new Failure('provider-unavailable', `no metadata that counts at ${settings.metadata}`);
  }

  return {
    async current() {
      const lately = now() - failedAt < BACK_OFF;
      const missing = !held || held.validUntil <= now();
      if (missing && !lately) await readOnce();
      // What is merely old is used while it is read again.
      else if (!missing && !lately && now() - readAt >= settings.refresh) void readOnce();
      return usable();
    },
    async renewed() {
      if (now() - Math.max(readAt, failedAt) >= COOL_DOWN) await readOnce();
      return usable();
    },
  };
}

async function fetched(
  url: string,
  { fetcher, timeout }: { readonly fetcher: typeof fetch; readonly timeout: number },
): Promise<Uint8Array> {
  const answer = await fetcher(url, { signal: AbortSignal.timeout(timeout) }).catch((error: unknown) => {
    throw new SamlRefusal('metadata-unreachable', error instanceof Error ? error.message : 'no answer');
  });
  // A redirect is an answer like any other that is not the metadata: it is not followed.
  if (answer.status !== 200) throw new SamlRefusal('metadata-unreachable', `${url} answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
