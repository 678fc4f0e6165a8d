import type { Origin } from './host-map.ts';

/** One origin of a protected app and how the gateway reaches it. */
export interface AppHost {
  readonly origin: Origin;
  /** Where to connect instead of the host's own name; Host, SNI and the certificate name stay the origin's. */
  readonly connect?: Origin;
}

/** A protected app. `ca` holds PEM texts trusted for this app in addition to the system's. */
export interface ProtectedApp {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly hosts: readonly AppHost[];
  readonly ca: readonly string[];
  /** Whether loopback, private and link-local addresses may be connected to (checked on the address, not the name). */
  readonly allowPrivate: boolean;
  /** Milliseconds. `connect`: to a socket; `headers`: to the first response header; `body`: between two body chunks. */
  readonly timeouts: { readonly connect: number; readonly headers: number; readonly body: number };
}
