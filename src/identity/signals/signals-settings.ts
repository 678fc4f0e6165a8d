/** A transmitter of security events that the gateway listens to (OpenID Shared Signals Framework 1.0). Durations in milliseconds. */
export interface SignalsSettings {
  /** Who signs the events. */
  readonly issuer: string;
  /** What they are made out to. */
  readonly audience: string;
  /** Where its keys are; found by its configuration when undefined. */
  readonly jwksUri: string | undefined;
  /** What a pushed event must carry as its bearer token, where anything. */
  readonly pushToken: string | undefined;
  readonly poll: { readonly url: string; readonly token: string; readonly every: number } | undefined;
}
