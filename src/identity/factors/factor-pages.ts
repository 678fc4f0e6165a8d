import type { HeaderList } from '../../model/headers.ts';

/** What was wrong with what the user showed. */
export const FACTOR_FAULTS = ['locked', 'wrong-code', 'other-code', 'key-refused'] as const;
export type FactorFault = (typeof FACTOR_FAULTS)[number];

/** Pages of second factors; rendered elsewhere, so that this folder knows no markup. */
export interface FactorPages {
  /** Asks for a code; the form goes to `action`. */
  ask(page: FactorAsk): string;
  /** Shows a secret to be taken into an authenticator app, and asks for its first code. */
  enrol(page: FactorAsk & { readonly secret: string; readonly uri: string }): string;
  /** Has the browser use a key, or make one, with these options (PublicKeyCredential's JSON forms), and send its answer to `action`. */
  key(page: FactorAsk & { readonly task: 'ask' | 'enrol'; readonly options: unknown }): string;
  /** Shows recovery codes, once, and goes on to `next`. */
  enrolled(page: {
    readonly nonce: string;
    readonly accept: HeaderList;
    readonly codes: readonly string[];
    readonly next: string;
  }): string;
}

export interface FactorAsk {
  readonly nonce: string;
  /** The header fields of the request, which tell its language. */
  readonly accept: HeaderList;
  readonly userName: string;
  readonly action: string;
  /** Where another factor is. */
  readonly other?: string;
  readonly fault?: FactorFault;
}
