import type { HostMap, Origin } from '../../model/host-map.ts';

/**
 * Reports to the app's other hosts bring no cookies, and those that a page may not be in a frame (`framing`) none to any: they are sent for a page
 * of no origin that stands there instead (HTML 7.4.5).
 */
export type ReportUrl = (url: string, about: 'framing' | 'report') => string;

/** What the translation of a content security policy depends on. */
export interface CspContext {
  readonly hosts: HostMap;
  /** The app host that sent the policy. */
  readonly origin: Origin;
  /** Fresh for each document; carried by the injected runtime element. */
  readonly nonce: string;
  /** The grant in the paths of modules that come from the app's other hosts (src/rewrite/grant-url.ts). */
  readonly moduleGrant?: string;
  /** Where reports to a suffix URL go. */
  readonly reportUrl?: ReportUrl;
  /** The source of the gateway's viewer, where frames of the page may come to show it. */
  readonly viewer?: string;
  /** What digests of inline text become that the gateway changes: `sha256-…`, the app's own first. */
  readonly digests?: ReadonlyMap<string, string>;
}
