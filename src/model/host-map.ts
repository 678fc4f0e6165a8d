/** An origin as RFC 6454 has it; `port` is always explicit, `host` is in WHATWG URL form (lower case, punycode). */
export interface Origin {
  readonly scheme: 'https' | 'http';
  readonly host: string;
  readonly port: number;
}

/** How an origin host is written under the suffix: its own dots, or one label (`wiki-corp-example`). */
export type HostForm = 'dotted' | 'label';

/** Everything a HostMap is made from. It is plain JSON because the page runtime is given the same value. */
export interface HostTable {
  /** `mcas.localhost`: no leading dot, lower case. */
  readonly suffix: string;
  /** The port browsers reach the gateway on; 443 is left out of URLs. */
  readonly port: number;
  readonly form: HostForm;
  /** Serialized origins (`https://wiki.corp.test`, `http://legacy.corp.test:8080`) of every protected app. */
  readonly origins: readonly string[];
  /** Where apps keep a provider of their own that knows their addresses under the suffix. */
  readonly replies?: ReplyTable;
}

/** Ways back that requests to a provider name, and which of them are exchanged (src/rewrite/reply-addresses.ts). */
export interface ReplyTable {
  /** URLs of the provider without a query: authorization, token and sign-out endpoints. */
  readonly endpoints: readonly string[];
  /** Apps' addresses as queries spell them, each with the suffixed one that the provider knows as well. */
  readonly ways: readonly (readonly [real: string, suffixed: string])[];
}

/**
 * The two-way map between origin URLs and suffix URLs.
 * Laws: `toOrigin(toSuffix(u)) === u` for every string; both are total (never throw); a URL with no authority,
 * an unknown host or another scheme comes back as it is; only the `scheme://authority` prefix of the text changes, and in a URL of
 * `table.replies` the way back that it names.
 * `ws`/`wss` map as `http`/`https` do. Scheme-relative (`//host/x`) stays scheme-relative.
 */
export interface HostMap {
  readonly table: HostTable;
  /** `wiki.corp.test.mcas.localhost:8443` for a protected origin, else undefined. */
  suffixAuthority(origin: Origin): string | undefined;
  /** The protected origin behind a suffix authority (`host` or `host:port`), else undefined. */
  originOf(authority: string): Origin | undefined;
  toSuffix(url: string): string;
  toOrigin(url: string): string;
}

/** `https://host[:port]`, the default port left out (WHATWG URL, serialization of an origin). */
export function serializeOrigin({ scheme, host, port }: Origin): string {
  const isDefault = port === (scheme === 'https' ? 443 : 80);
  return `${scheme}://${host}${isDefault ? '' : `:${port}`}`;
}
