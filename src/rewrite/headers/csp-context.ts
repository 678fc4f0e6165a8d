import type { HostMap, Origin } from '../../model/host-map.ts';

/**
 * What fields name in the app's other hosts browsers ask for without cookies: reports, and sets of speculation rules (HTML 7.6.1.2). Reports
 * that a page may not be in a frame (`framing`) bring none to any: they are sent for a page of no origin that stands there instead (HTML 7.4.5).
 */
export type FieldUrl = (url: string, about: 'framing' | 'report' | 'rules') => string;

/** What the translation of a content security policy depends on. */
export interface CspContext {
  readonly hosts: HostMap;
  /** The app host that sent the policy. */
  readonly origin: Origin;
  /** Fresh for each document; carried by the injected runtime element. */
  readonly nonce: string;
  /** The grant in the paths of modules that come from the app's other hosts (src/rewrite/grant-url.ts). */
  readonly moduleGrant?: string;
  /** A suffix URL in a field as the browser may ask for it. */
  readonly fieldUrl?: FieldUrl;
  /** The source of the gateway's viewer, where frames of the page may come to show it. */
  readonly viewer?: string;
  /** What digests of inline text become that the gateway changes: `sha256-…`, the app's own first. */
  readonly digests?: ReadonlyMap<string, string>;
}
