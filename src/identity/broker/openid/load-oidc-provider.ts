import type { Adapter, AdapterFactory, AdapterPayload, Configuration, Provider } from 'oidc-provider';

/** The package's words for those who use it from other folders. */
export type OidcAdapter = Adapter;
export type OidcAdapterFactory = AdapterFactory;
export type OidcConfiguration = Configuration;
export type OidcPayload = AdapterPayload;
export type OidcServer = Provider;

/** The package's word on importing it under a release of Node that is not (yet) a long-term one; it works there. */
const RUNTIME_REMARK = /oidc-provider WARNING: Unsupported runtime\b/;

/** Imports oidc-provider without that remark, which would puzzle whoever starts the gateway. Every other warning passes. */
export async function loadOidcProvider(): Promise<typeof import('oidc-provider')> {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!RUNTIME_REMARK.test(String(words[0]))) warn.apply(console, words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}
