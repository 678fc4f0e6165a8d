import { HANDOFF_PATH } from '../handoff-paths.ts';
import type { Route, SignInDesk } from '../identity-provider.ts';
import { type ProviderAddress, providerFetch } from '../provider-fetch.ts';
import type { RecordStore } from '../record-store.ts';
import { signalsKeys } from './signals-keys.ts';
import { startSignalsPoll } from './signals-poll.ts';
import { signalsPushRoute } from './signals-push.ts';
import { createSignalsReceiver, type SignalsReceiver } from './signals-receiver.ts';
import type { SignalsSettings } from './signals-settings.ts';

export interface SignalsOf extends ProviderAddress {
  /** The provider's id in the configuration. */
  readonly id: string;
  readonly clockSkew: number;
}

export interface SignalsParts {
  readonly records: RecordStore;
  readonly now: () => number;
  readonly warn: (detail: string) => void;
}

/** Both ways by which a provider's security events come. */
export interface Signals {
  readonly pushRoute: (desk: SignInDesk) => readonly [string, Route];
  readonly poll: ((desk: SignInDesk) => () => void) | undefined;
}

export function openSignals(provider: SignalsOf, settings: SignalsSettings, parts: SignalsParts): Signals {
  const { id, issuer, clockSkew, timeout } = provider;
  const { now, warn } = parts;
  const fetcher = providerFetch(provider);
  const checkToken = signalsKeys(settings, { fetcher, now, warn, clockSkew, timeout });
  const receiverFor = (desk: SignInDesk): SignalsReceiver =>
    createSignalsReceiver({ id, issuer, settings, clockSkew, checkToken, ...parts }, desk);
  const { poll, pushToken: token } = settings;
  return {
    pushRoute: (desk) => [
      `${HANDOFF_PATH}oidc/${id}/events`,
      signalsPushRoute({ receiver: receiverFor(desk), token, warn }),
    ],
    poll: poll && ((desk) => startSignalsPoll({ receiver: receiverFor(desk), poll, fetcher, now, warn })),
  };
}
