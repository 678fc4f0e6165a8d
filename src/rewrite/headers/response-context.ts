import type { CspContext } from './csp-context.ts';

/** What a response header transform may look at. */
export interface ResponseContext extends CspContext {
  /** Whether the body's bytes will differ from the upstream's. */
  readonly bodyChanges: boolean;
  /** The request's Origin field as the browser sent it: a suffix origin, or anything. */
  readonly clientOrigin?: string;
  /** Whether `clientOrigin` is another host of the same app. */
  readonly sibling: boolean;
}

/** New value of a field, or undefined to drop it. */
export type ResponseTransform = (value: string, context: ResponseContext) => string | undefined;
