import type { Inbound } from '../../model/exchange.ts';
import type { SignInDesk } from '../identity-provider.ts';
import type { RecordStore } from '../record-store.ts';
import { rowKey } from '../seal.ts';
import type { CheckToken } from '../token-check.ts';
import { effectOf, shortType } from './signal-effects.ts';
import { subjectNames } from './signal-subject.ts';
import { readSignal, SIGNAL_LIFE, type Signal } from './signal-token.ts';
import type { SignalsSettings } from './signals-settings.ts';

export interface SignalsReceiverParts {
  /** The provider's id in the configuration. */
  readonly id: string;
  /** The issuer of the provider's ID tokens, which subjects name. */
  readonly issuer: string;
  readonly settings: SignalsSettings;
  readonly clockSkew: number;
  readonly records: RecordStore;
  readonly now: () => number;
  /** Told for the operational log. */
  readonly warn: (detail: string) => void;
  /** How tokens are checked. Rejects when the transmitter's keys cannot be had. */
  readonly checkToken: () => Promise<CheckToken>;
}

/** Errors of a security event token (RFC 8935 section 2.4). */
export type SignalError = 'invalid_request' | 'invalid_key' | 'invalid_issuer' | 'invalid_audience';

/** A security event token that is not one for us. */
export class SignalRefused extends Error {
  override readonly name = 'SignalRefused';
  readonly error: SignalError;

  constructor(error: SignalError, message: string) {
    super(message);
    this.error = error;
  }
}

/** Takes security event tokens, however they came. */
export interface SignalsReceiver {
  /**
   * Does what the token says; one that was taken before does nothing more. Rejects with SignalRefused for one that is not the
   * transmitter's or no event for us, with another error when it has to come again.
   */
  take(token: string, cause: Inbound): Promise<void>;
}

/** jose's codes as the words transmitters know; `claim` is the one that failed. */
function wordFor(error: unknown): SignalError | undefined {
  const { code, claim } = error as { readonly code?: unknown; readonly claim?: unknown };
  if (claim === 'iss') return 'invalid_issuer';
  if (claim === 'aud') return 'invalid_audience';
  if (code === 'ERR_JWKS_NO_MATCHING_KEY' || code === 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED') return 'invalid_key';
  return /^ERR_(JWT|JWS|JOSE)_/.test(String(code)) ? 'invalid_request' : undefined;
}

export function createSignalsReceiver(parts: SignalsReceiverParts, desk: SignInDesk): SignalsReceiver {
  const { settings, records, now, warn } = parts;
  /** Milliseconds for which a token is remembered: while it is young enough to be taken, by the clock that runs behind or ahead. */
  const memory = SIGNAL_LIFE * 1000 + 2 * parts.clockSkew;

  async function read(token: string): Promise<Signal> {
    const checkToken = await parts.checkToken();
    try {
      const { issuer, audience } = settings;
      return readSignal(await checkToken(token, { issuer, audience }), now(), parts.clockSkew);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      const code = (error as { readonly code?: unknown }).code;
      // Errors of ours, which have no code, are those of `readSignal`.
      const word =
        wordFor(error) ?? (error instanceof Error && error.name === 'Error' && !code ? 'invalid_request' : undefined);
      if (word === undefined) throw error;
      throw new SignalRefused(word, message);
    }
  }

  async function act(signal: Signal, cause: Inbound): Promise<void> {
    const effect = effectOf(signal);
    const type = shortType(signal.type);
    if (type === 'stream-updated' && signal.event['status'] !== 'enabled')
      warn(`the transmitter of security events says that its stream is ${shortType(String(signal.event['status']))}`);
    if (effect === 'none') return;
    const names = subjectNames(signal.subject, parts.issuer);
    if (!names) return warn(`an event ${type} about a subject that names nobody here`);
    const touched = await desk.signalled(cause, names, effect);
    if (touched > 0) warn(`${touched} sessions: ${effect === 'end' ? 'ended' : 'looked at again'} upon ${type}`);
  }

  return {
    async take(token, cause) {
      const signal = await read(token);
      const key = rowKey(Buffer.from(JSON.stringify([parts.id, signal.jti])));
      if (!(await records.add('signal-used', key, { value: new Uint8Array(), expiresAt: now() + memory }))) return;
      try {
        await act(signal, cause);
      } catch (error) {
        // It will be sent again, and then it has to work.
        await records.remove('signal-used', key);
        throw error;
      }
    },
  };
}
