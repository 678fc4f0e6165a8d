import type { CspContext } from './csp-context.ts';
import type { LinkContext } from './link.ts';

/** What a response header transform may look at. */
export interface ResponseContext extends CspContext {
  /** What was asked of the app, serialized; not known of an answer that leads nowhere. */
  readonly url?: string;
  /** Whether the body's bytes will differ from the upstream's. */
  readonly bodyChanges: boolean;
  /** Set when the bytes are one user's alone: they are private, and only that variant of them is ever confirmed. */
  readonly variant?: string;
  /** Suffix origin of a page of the same app that asked without credentials; its request came with the gateway's own. */
  readonly anonymousAsker?: string;
  /** What the links of the answer become; without it those with digests are left out. */
  readonly links?: LinkContext;
}

/** New value of a field, or undefined to drop it. */
export type ResponseTransform = (value: string, context: ResponseContext) => string | undefined;
